import type { DeviceReport, PluginReference } from "@preflm/core";

/** A backend that the project of a folder has installed, by name, with options that a message can hold. */
export interface InstalledBackend {
  readonly folder: string;
  readonly backend: PluginReference<"backend">;
}

/** Which backend a child process is to open: one that is installed, or that of a configuration file. */
export type ProbeRequest = InstalledBackend | { readonly config: string };

/** What the parent asks a child process. */
export interface ProbeMessage {
  readonly type: "probe";
  readonly request: ProbeRequest;
}

/** What the child answers. `code` is that of a `PreflmError`, else `"failed"`. */
export type ProbeAnswer =
  | { readonly type: "probed"; readonly report: DeviceReport }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

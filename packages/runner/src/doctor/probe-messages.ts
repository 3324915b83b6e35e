import type { DeviceReport, PluginReference } from "@preflm/core";

/** Which backend a child process is to open: one that a project has installed, by name, or that of a configuration. */
export type ProbeRequest =
  | { readonly folder: string; readonly backend: PluginReference<"backend"> }
  | { readonly config: string };

/** What the parent asks a child process. */
export interface ProbeMessage {
  readonly type: "probe";
  readonly request: ProbeRequest;
}

/** What the child answers. `code` is that of a `PreflmError`, else `"failed"`. */
export type ProbeAnswer =
  | { readonly type: "probed"; readonly report: DeviceReport }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

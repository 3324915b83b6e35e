import { dirname, resolve } from "node:path";
import { installedPlugins, resolvePlugin } from "../plugins.ts";
import { readConfig } from "../read-config.ts";
import type { ProbeAnswer, ProbeRequest } from "./probe-messages.ts";

/** Opens a backend and proves its device; what a child process does for `probeDevice`. Never rejects. */
export async function probe(request: ProbeRequest): Promise<ProbeAnswer> {
  try {
    return { type: "probed", report: await (await openBackend(request)).probe() };
  } catch (error) {
    if (!(error instanceof Error))
      return { type: "failed", code: "failed", message: String(error) };
    const [line] = error.message.split("\n");
    if (error.name !== "PreflmError")
      return { type: "failed", code: "failed", message: `${error.name}: ${line}` };
    return {
      type: "failed",
      code: (error as { code?: string }).code ?? "",
      message: error.message,
    };
  }
}

async function openBackend(request: ProbeRequest) {
  if ("folder" in request)
    return resolvePlugin(installedPlugins(request.folder), "backend", request.backend);
  const { registry, backend = "onnxruntime" } = await readConfig(request.config);
  const folder = dirname(resolve(request.config));
  return resolvePlugin(registry ?? installedPlugins(folder), "backend", backend);
}

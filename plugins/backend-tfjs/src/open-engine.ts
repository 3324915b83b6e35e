import { PreflmError } from "@preflm/core";
import { describe, internals } from "./describe.ts";
import { createDevice, type Device } from "./device.ts";
import { type Engine, engines, type WasmPaths } from "./engines.ts";
import { isMissing, restoreIsNullOrUndefined } from "./import-native.ts";
import { proof } from "./proof.ts";
import type { Tf } from "./tf.ts";

/** What to open: an engine, a given tfjs with its current backend, or an engine of a given tfjs. */
interface Request {
  readonly engine?: Engine;
  readonly tf?: Tf;
  readonly wasmPaths?: WasmPaths;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Opens an engine and proves it by a matrix product. Rejects with what to do if anything is missing; never falls back.
 * One opens after the other, since tfjs gives up initialising one backend when the next one begins.
 */
export function openEngine(request: Request): Promise<Device> {
  const opened = last.then(() => open(request));
  last = opened.catch(() => {});
  return opened;
}

async function open({ engine, tf: given, wasmPaths }: Request): Promise<Device> {
  const tf = given ?? (await load(engine ?? "wasm", wasmPaths));
  const found = tf.getBackend();
  const backend = engine ? engines[engine].backend : await currentBackend(tf);
  if (backend === "tensorflow") restoreIsNullOrUndefined(); // a given tf was not imported here
  if (!(backend in tf.engine().registryFactory) || !(await tf.setBackend(backend)))
    throw unavailable(nameOf(tf, backend, engine), "does not start here");
  const name = nameOf(tf, backend, engine);
  refuseSlower(tf, name);
  const device = createDevice(tf, backend, name, await describe(tf));
  if (found !== backend && found in tf.engine().registry) await tf.setBackend(found);
  try {
    await proof(device);
  } catch (cause) {
    throw unavailable(name, `does not compute here: ${(cause as Error).message}`);
  }
  return device;
}

async function load(engine: Engine, paths?: WasmPaths): Promise<Tf> {
  try {
    return await engines[engine].load(paths);
  } catch (cause) {
    if (cause instanceof PreflmError) throw cause;
    const { package: name } = engines[engine];
    const message = cause instanceof Error ? cause.message : String(cause);
    const why = isMissing(name, message) ? "is not installed" : `cannot be loaded (${message})`;
    throw new PreflmError("unavailable", `${name} ${why}. Run \`npm install ${name}@4.22.0\`.`, {
      cause,
    });
  }
}

async function currentBackend(tf: Tf): Promise<string> {
  await tf.ready();
  return tf.getBackend();
}

/** The engine that a backend of tfjs is. */
function nameOf(tf: Tf, backend: string, engine?: Engine): Engine {
  if (engine) return engine;
  if (backend !== "tensorflow") return backend as Engine;
  return internals(tf).isUsingGpuDevice ? "node-gpu" : "node";
}

/** Throws if the backend that started computes on something slower than was asked for. */
function refuseSlower(tf: Tf, engine: Engine): void {
  const { isGPUPackage, isUsingGpuDevice } = internals(tf);
  if (engine === "node-gpu" && isGPUPackage === false) {
    throw unavailable(
      engine,
      "does not run: @tensorflow/tfjs-node was loaded before it, and a process has one of the two",
    );
  }
  if (engine === "node-gpu" && !isUsingGpuDevice) {
    throw unavailable(
      engine,
      "found no GPU, and TensorFlow would compute on the CPU; what it printed above names the driver or library that did not load",
    );
  }
  if (engine === "webgl" && !tf.env().getBool("WEBGL_RENDER_FLOAT32_ENABLED"))
    throw unavailable(engine, "computes in half precision on this device");
}

function unavailable(engine: Engine, why: string): PreflmError {
  const info = engines[engine];
  if (!info) return new PreflmError("unavailable", `tfjs' backend "${engine}" ${why}.`);
  return new PreflmError(
    "unavailable",
    `Engine "${engine}" ${why}. It needs ${info.needs}. ${info.mend}`,
  );
}

import { PreflmError } from "@preflm/core";
import type { InferenceSession } from "onnxruntime-web";
import {
  asTensors,
  createRuntime,
  deliver,
  type OpenSession,
  pick,
  reason,
} from "./create-runtime.ts";
import type { Device, RuntimeOptions, WasmPaths } from "./onnxruntime.ts";
import type { Runtime } from "./runtime.ts";

type OnnxRuntime = typeof import("onnxruntime-web");

/** The part of a browser's globals used here, which the type library of Node lacks. */
interface Browser {
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: {
    readonly hardwareConcurrency?: number;
    readonly gpu?: { requestAdapter(): Promise<Adapter | null> };
  };
}

/** A `GPUAdapter`. */
interface Adapter {
  readonly info?: AdapterInfo;
}

interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
}

const browser = globalThis as Browser;

/** Milliseconds for loading and starting the threads; one that fails to start says nothing of it. */
const PATIENCE = 120_000;

/** Opens the device in a browser. Rejects with what to do if the package or the device is missing; never falls back. */
export async function openRuntime(
  device: Device,
  { threads, wasmPaths }: RuntimeOptions,
): Promise<Runtime> {
  if (device !== "cpu" && device !== "webgpu") {
    throw new PreflmError(
      "unavailable",
      `Device "${device}" is not in browsers, which have "cpu" and "webgpu". Choose onnxruntime({ device: "webgpu" }).`,
    );
  }
  const onCpu = device === "cpu";
  const adapter = onCpu ? undefined : await findAdapter();
  const ort = await importOnnxRuntime(device);
  const count = setUp(ort, onCpu ? (threads ?? threadsByDefault()) : 1, wasmPaths);
  try {
    return await createRuntime({
      ort,
      device,
      provider: onCpu ? "wasm" : "webgpu",
      inPlace: false,
      open: (graph, options, keeps) =>
        ort.InferenceSession.create(graph, options).then((session) => webSession(session, keeps)),
      inTurn,
      async detail() {
        const how = adapter
          ? `WebGPU on ${nameOf(await adapterUsed(ort, adapter))}`
          : `WebAssembly, ${count} thread${count === 1 ? "" : "s"}`;
        return `onnxruntime-web ${ort.env.versions.web}, ${how}`;
      },
    });
  } catch (cause) {
    throw notStarted(device, cause);
  }
}

/** One module of onnxruntime-web serves the whole page, with as many threads as it was first opened with. */
function setUp(ort: OnnxRuntime, threads: number, wasmPaths: WasmPaths | undefined): number {
  const { wasm } = ort.env;
  if (threads > 1 && !browser.crossOriginIsolated) {
    throw new PreflmError(
      "unavailable",
      `onnxruntime: ${threads} threads need a page that is cross-origin isolated. Serve it with the headers "Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp", or choose onnxruntime({ threads: 1 }).`,
    );
  }
  if (started.has(ort) && wasm.numThreads !== threads) {
    throw new PreflmError(
      "unavailable",
      `onnxruntime: this page already runs ONNX Runtime with ${wasm.numThreads} threads, which cannot become ${threads}. Open the other number in a worker or page of its own.`,
    );
  }
  started.add(ort);
  wasm.numThreads = threads;
  if (threads > 1) wasm.initTimeout = PATIENCE;
  if (wasmPaths !== undefined) wasm.wasmPaths = wasmPaths;
  return threads;
}

const started = new WeakSet<OnnxRuntime>();

function threadsByDefault(): number {
  return browser.crossOriginIsolated ? (browser.navigator?.hardwareConcurrency ?? 1) : 1;
}

async function findAdapter(): Promise<Adapter> {
  const gpu = browser.navigator?.gpu;
  const adapter = await gpu?.requestAdapter();
  if (adapter) return adapter;
  throw new PreflmError(
    "unavailable",
    `Device "webgpu" ${gpu ? "has no graphics adapter here" : "is not in this browser"}. It needs a browser with WebGPU and a page served over https or from localhost; Chromium on Linux wants --enable-unsafe-webgpu --enable-features=Vulkan. Or choose onnxruntime({ device: "cpu" }).`,
  );
}

/** The adapter of the device that ONNX Runtime opened, which need not be the one that the page was offered first. */
async function adapterUsed(ort: OnnxRuntime, offered: Adapter): Promise<AdapterInfo | undefined> {
  const device = (await ort.env.webgpu.device) as { readonly adapterInfo?: AdapterInfo };
  return device.adapterInfo ?? offered.info;
}

function nameOf(info: AdapterInfo | undefined): string {
  const names = [info?.vendor, info?.architecture, info?.description];
  return [...new Set(names.filter(Boolean))].join(" ") || "an unnamed adapter";
}

async function importOnnxRuntime(device: Device): Promise<OnnxRuntime> {
  try {
    return device === "webgpu"
      ? await import("onnxruntime-web/webgpu")
      : await import("onnxruntime-web/wasm");
  } catch (cause) {
    throw new PreflmError(
      "unavailable",
      `onnxruntime-web cannot be loaded (${reason(cause)}). Run \`npm install onnxruntime-web@1.30.0\`.`,
      { cause },
    );
  }
}

function notStarted(device: Device, cause: unknown): PreflmError {
  return new PreflmError(
    "unavailable",
    `Device "${device}" could not be opened: ${reason(cause)}. If a file of onnxruntime-web was not found, or its threads did not start, say where its files lie: onnxruntime({ wasmPaths: { wasm, mjs } }).`,
    { cause },
  );
}

/**
 * onnxruntime-web copies inputs into its own memory and outputs out of it; tensors given for outputs are not written
 * to, so what comes back is copied once more.
 */
function webSession(session: InferenceSession, keeps: readonly string[]): OpenSession {
  return {
    async run(inputs, outputs) {
      const used = session.inputNames.map((name) => [name, inputs[name]]);
      const feeds = asTensors(Object.fromEntries(used)); // any other is an error here
      const results = await session.run(feeds, [...Object.keys(outputs), ...keeps]);
      deliver(results, outputs);
      return pick(results, keeps);
    },
    release: () => session.release(),
  };
}

/** The WebAssembly module does one thing at a time, and what waits for a graphics card may not be interrupted. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => {});
  return result;
}

import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Device } from "./onnxruntime.ts";
import { measure, proof } from "./proof.ts";
import type { AnyTensors, CompileOptions, HostTensors, Runtime, Session } from "./runtime.ts";

/** What onnxruntime-node and onnxruntime-web have in common. */
type OnnxRuntime = Pick<typeof import("onnxruntime-node"), "Tensor">;

/** Options of ONNX Runtime's, of which `extra` is settings of the session. */
export interface SessionOptions extends InferenceSession.SessionOptions {
  readonly extra?: { session: Readonly<Record<string, string>> };
}

/** A session of ONNX Runtime, to be asked one thing at a time. */
export interface OpenSession extends Pick<Session, "run"> {
  release(): Promise<void>;
}

/** What distinguishes the runtimes of Node and of browsers. */
export interface RuntimeParts {
  readonly ort: OnnxRuntime;
  readonly device: Device;
  /** ONNX Runtime's name of the device. */
  readonly provider: string;
  readonly inPlace: boolean;
  /** Compiles a graph: `keeps` names the outputs that stay on the device. */
  open(graph: Uint8Array, options: SessionOptions, keeps: readonly string[]): Promise<OpenSession>;
  /** Does what is asked of the device, when it is free for it. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** What `DeviceReport.detail` is to say; asked when the device has run something. */
  detail(): string | Promise<string>;
}

/** The runtime of these parts, once the device has proved that it computes; rejects with ONNX Runtime's error if not. */
export async function createRuntime(parts: RuntimeParts): Promise<Runtime> {
  const { ort, device, provider, inPlace, open, inTurn, detail } = parts;
  const onCpu = device === "cpu";
  const options = ({ wholly = false, keeps = [] }: CompileOptions): SessionOptions => ({
    executionProviders: [provider],
    graphOptimizationLevel: "disabled", // graphs are written as they should run
    enableMemPattern: false, // costs a fifth more memory and gains no time
    logSeverityLevel: 3,
    ...(wholly && !onCpu ? { extra: { session: { disable_cpu_ep_fallback: "1" } } } : {}),
    ...(keeps.length > 0
      ? {
          preferredOutputLocation: Object.fromEntries(keeps.map((name) => [name, "gpu-buffer"])),
        }
      : {}),
  });
  const runtime: Runtime = {
    fused: onCpu,
    inPlace,
    resident: device === "webgpu",
    tensor: (data, shape) =>
      data instanceof Int32Array
        ? new ort.Tensor("int32", data, shape)
        : new ort.Tensor("float32", data, shape),
    async compile(graph, how = {}) {
      const session = await inTurn(() => open(graph, options(how), how.keeps ?? []));
      return {
        run: (inputs, outputs) => inTurn(() => session.run(inputs, outputs)),
        release: () => void inTurn(session.release),
      };
    },
    free: (tensors) =>
      void inTurn(async () => {
        for (const tensor of Object.values(asTensors(tensors))) tensor.dispose();
      }),
    report: async () => ({ device, detail: await detail(), gigaflops: await measure(runtime) }),
  };
  await proof(runtime);
  return runtime;
}

/** Tensors are the runtime's own: only `Runtime.tensor` and runs of sessions make them. */
export function asTensors(tensors: AnyTensors): Record<string, Tensor> {
  return tensors as Record<string, Tensor>;
}

/** Copies results to where they are wanted. */
export function deliver(results: Readonly<Record<string, Tensor>>, outputs: HostTensors): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    data.set(results[name].data as Float32Array);
    results[name].dispose();
  }
}

/** The results of these names. */
export function pick(
  results: Readonly<Record<string, Tensor>>,
  names: readonly string[],
): Record<string, Tensor> {
  return Object.fromEntries(names.map((name) => [name, results[name]]));
}

/** What went wrong, in the first line of an error, without the place in ONNX Runtime's own source that some begin with. */
export function reason(cause: unknown): string {
  const [line] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  return line.replace(/^\S+\.(?:cc|cpp|h):\d+ .* was false\. /, "");
}

import type { DeviceReport } from "@preflm/core";

/** A tensor in host memory, as the runtime wants it; made once and used for many runs. */
export interface HostTensor {
  readonly location: string;
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** A tensor in the device's own memory, which a run left there (`CompileOptions.keeps`): an input that is not copied. */
export interface DeviceTensor {
  readonly location: string;
  readonly dims: readonly number[];
}

export type HostTensors = Readonly<Record<string, HostTensor>>;
export type DeviceTensors = Readonly<Record<string, DeviceTensor>>;
export type AnyTensors = Readonly<Record<string, HostTensor | DeviceTensor>>;

/** A compiled graph. */
export interface Session {
  /** Runs the graph on these inputs, writes its outputs into the given tensors and returns those that it keeps. */
  run(inputs: AnyTensors, outputs: HostTensors): Promise<DeviceTensors>;
  /** To be called when what the session kept has been freed: ONNX Runtime crashes the process otherwise. */
  release(this: void): void;
}

/** How a graph is compiled. */
export interface CompileOptions {
  /** Whether to reject if the device itself cannot run every node, instead of lending some to the CPU. */
  readonly wholly?: boolean;
  /** Outputs that stay on the device: for runtimes that are `resident`. */
  readonly keeps?: readonly string[];
}

/** What runs graphs: the only thing here that differs between Node and a browser. */
export interface Runtime {
  /** Whether graphs may use operators outside the ONNX standard. */
  readonly fused: boolean;
  /**
   * Whether `run` reads inputs and writes outputs where they lie in host memory. An output may then share memory
   * with an input, and graphs are built with a silent first output.
   */
  readonly inPlace: boolean;
  /** Whether the device has memory of its own in which outputs can stay. */
  readonly resident: boolean;
  tensor(data: Float32Array | Int32Array, shape: readonly number[]): HostTensor;
  compile(graph: Uint8Array, options?: CompileOptions): Promise<Session>;
  /** Gives the memory of tensors on the device back. */
  free(this: void, tensors: DeviceTensors): void;
  report(): Promise<DeviceReport>;
}

import type { DeviceReport } from "@preflm/core";

/** A tensor in host memory, as the runtime wants it; made once and used for many runs. */
export interface HostTensor {
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** A compiled graph. */
export interface Session {
  /** Runs the graph on these inputs and writes its outputs into the given tensors. */
  run(
    inputs: Readonly<Record<string, HostTensor>>,
    outputs: Readonly<Record<string, HostTensor>>,
  ): Promise<void>;
  release(): void;
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
  tensor(data: Float32Array | Int32Array, shape: readonly number[]): HostTensor;
  /** @param wholly whether to reject if the device itself cannot run every node, instead of lending some to the CPU */
  compile(graph: Uint8Array, wholly?: boolean): Promise<Session>;
  report(): Promise<DeviceReport>;
}

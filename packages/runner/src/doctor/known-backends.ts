/** A backend of preflm's that a project may install. */
export interface KnownBackend {
  readonly name: string;
  readonly package: string;
  /** What it is good for. */
  readonly brings: string;
}

/** The default first. */
export const knownBackends: readonly KnownBackend[] = [
  {
    name: "onnxruntime",
    package: "@preflm/backend-onnxruntime",
    brings: "the default: CPU, WebGPU, CUDA, DirectML, CoreML",
  },
  {
    name: "tfjs",
    package: "@preflm/backend-tfjs",
    brings: "TensorFlow.js: libtensorflow on CPU and CUDA, WebAssembly",
  },
  { name: "gpujs", package: "@preflm/backend-gpujs", brings: "gpu.js: WebGL without CUDA" },
];

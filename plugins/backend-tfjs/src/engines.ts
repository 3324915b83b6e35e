import { importNative } from "./import-native.ts";
import type { Tf } from "./tf.ts";

/** What computes: TensorFlow on CUDA or the CPU, XNNPACK in WebAssembly, a browser's graphics, or plain JavaScript. */
export type Engine = "node-gpu" | "node" | "wasm" | "webgl" | "webgpu" | "cpu";

/** The folder of the .wasm files with a slash at its end, or the address of each. */
export type WasmPaths = string | Readonly<Record<string, string>>;

/** What is known of an engine before anything is imported. */
export interface EngineInfo {
  /** Its name in tfjs' registry of backends. */
  readonly backend: string;
  /** The npm package that brings it. */
  readonly package: string;
  /** What it needs beside the package. */
  readonly needs: string;
  /** The command that shows or mends what is missing. */
  readonly mend: string;
  /** Imports the package, which registers the backend with the tfjs that is returned. */
  load(paths?: WasmPaths): Promise<Tf>;
}

const ELSEWHERE = 'Open the page in such a browser, or choose tfjs({ engine: "wasm" }).';

/** All engines, the likely fastest first. */
export const engines: Readonly<Record<Engine, EngineInfo>> = {
  "node-gpu": {
    backend: "tensorflow",
    package: "@tensorflow/tfjs-node-gpu",
    needs: "Linux or Windows on x64, an NVIDIA driver, CUDA 11.2 and cuDNN 8.1",
    mend: "Look with `nvidia-smi; ldconfig -p | grep -E 'libcudart.so.11|libcudnn.so.8'`.",
    load: () => importNative("@tensorflow/tfjs-node-gpu"),
  },
  node: {
    backend: "tensorflow",
    package: "@tensorflow/tfjs-node",
    needs: "libtensorflow, which the package's install script downloads",
    mend: "Run `npm rebuild @tensorflow/tfjs-node`.",
    load: () => importNative("@tensorflow/tfjs-node"),
  },
  webgpu: {
    backend: "webgpu",
    package: "@tensorflow/tfjs-backend-webgpu",
    needs: "a browser with WebGPU (or navigator.gpu of npm's webgpu package, set before)",
    mend: ELSEWHERE,
    async load() {
      await import("@tensorflow/tfjs-backend-webgpu");
      return import("@tensorflow/tfjs-core");
    },
  },
  webgl: {
    backend: "webgl",
    package: "@tensorflow/tfjs-backend-webgl",
    needs: "a browser with WebGL and textures of 32-bit numbers",
    mend: ELSEWHERE,
    async load() {
      await import("@tensorflow/tfjs-backend-webgl");
      return import("@tensorflow/tfjs-core");
    },
  },
  wasm: {
    backend: "wasm",
    package: "@tensorflow/tfjs-backend-wasm",
    needs: "WebAssembly and, in a browser, its .wasm files where the option wasmPaths says",
    mend: "Two copies of tfjs do not know each other: run `npm ls @tensorflow/tfjs-core`.",
    async load(paths) {
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
      if (paths !== undefined) setWasmPaths(paths);
      return import("@tensorflow/tfjs-core");
    },
  },
  cpu: {
    backend: "cpu",
    package: "@tensorflow/tfjs-backend-cpu",
    needs: "nothing else",
    mend: "Two copies of tfjs do not know each other: run `npm ls @tensorflow/tfjs-core`.",
    async load() {
      await import("@tensorflow/tfjs-backend-cpu");
      return import("@tensorflow/tfjs-core");
    },
  },
};

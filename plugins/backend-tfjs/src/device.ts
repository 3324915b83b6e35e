import type { DeviceReport } from "@preflm/core";
import type { Tensor, TensorContainer } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels.ts";
import { kernelsFor } from "./kernels.ts";
import { measure } from "./proof.ts";
import type { Tf } from "./tf.ts";

/** An engine that is open. */
export interface Device {
  readonly tf: Tf;
  readonly kernels: Kernels;
  /** Bytes of memory that the engine can have at most, as far as that is known. */
  readonly capacity: number;
  /** Runs operations on this engine, in a scope that frees all tensors they make but the result and those kept. */
  run<Result>(operations: () => Result): Result;
  report(): Promise<DeviceReport>;
}

/**
 * An engine as a device.
 *
 * tfjs has one current backend for the whole process, so every run selects its own, which takes effect at once since it
 * is initialised already, and leaves the one it found. Runs are synchronous: none can disturb another.
 *
 * @param backend its name in tfjs' registry
 * @param name what the report calls it
 */
export function createDevice(tf: Tf, backend: string, name: string, detail: string): Device {
  const device: Device = {
    tf,
    kernels: kernelsFor(tf, backend),
    capacity: backend === "wasm" ? 2 ** 32 : Infinity,
    run<Result>(operations: () => Result) {
      const found = tf.getBackend();
      void tf.setBackend(backend);
      try {
        return tf.tidy(operations as () => TensorContainer) as Result;
      } finally {
        if (found !== backend && found in tf.engine().registry) void tf.setBackend(found);
      }
    },
    async report() {
      const gigaflops = await measure(device);
      return { device: name, detail: `tfjs ${tf.version_core}, ${detail}`, gigaflops };
    },
  };
  return device;
}

/** Takes a tensor to the host and frees it. */
export async function read(tensor: Tensor): Promise<Float32Array> {
  const values = await tensor.data<"float32">();
  tensor.dispose();
  return values;
}

import { type DeviceReport, random } from "@preflm/core";
import type { Device, Tensor } from "./device.ts";
import { product } from "./layers/matmul.ts";
import { unavailable } from "./library.ts";
import { inScope } from "./scope.ts";

/** Side of the matrix that the products are checked on, odd so that nothing fits by luck. */
const CHECKED = 37;
/** Side of the matrix that is timed. */
const TIMED = 256;
/** Milliseconds that the timing lasts, at least. */
const ENOUGH = 100;

/** Proves that a device computes: rejects if it does not give the product that plain arithmetic gives. */
export async function proof(device: Device): Promise<void> {
  const uniform = random("gpujs", "proof");
  const side = CHECKED;
  const fill = () => Float32Array.from({ length: side * side }, () => uniform() - 0.5);
  const [a, b] = [fill(), fill()];
  const actual = await inScope(device, async (scope) => {
    const x = await scope.upload(a, side, side);
    return scope.read(await product(scope, x, await scope.upload(b, side, side)));
  });
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let expected = 0;
      for (let i = 0; i < side; i++) expected += a[row * side + i] * b[i * side + column];
      if (!(Math.abs(actual[row * side + column] - expected) < 1e-4))
        throw unavailable(device.mode, "computes a wrong matrix product");
    }
  }
}

/** Names the device and times products of 256 × 256 matrices, each from the one before, so that all have to be done. */
export async function report(device: Device): Promise<DeviceReport> {
  const gigaflops = await inScope(device, async (scope) => {
    const half = await scope.upload(new Float32Array(TIMED ** 2).fill(1 / TIMED), TIMED, TIMED);
    const time = async (count: number) => {
      const start = performance.now();
      let x: Tensor = half;
      for (let i = 0; i < count; i++) x = await product(scope, x, half);
      await scope.read(x);
      return performance.now() - start;
    };
    await time(1); // compiles
    let count = 1;
    let milliseconds = await time(count);
    while (milliseconds < ENOUGH) {
      count *= 4;
      milliseconds = await time(count);
    }
    return (count * 2 * TIMED ** 3) / milliseconds / 1e6;
  });
  return { device: device.mode, detail: `gpu.js, ${await device.name()}`, gigaflops };
}

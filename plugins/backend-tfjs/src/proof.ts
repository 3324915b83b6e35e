import { type Device, read } from "./device.ts";

/** Slow engines are measured on the small size alone. */
const SMALL = 256;
const LARGE = 1024;
const ENOUGH = 5; // GFLOP/s

/** Rejects if an engine does not give the product of two matrices. */
export async function proof(device: Device): Promise<void> {
  await multiply(device, 16);
}

/** The speed of a matrix product in GFLOP/s, best of a few. */
export async function measure(device: Device): Promise<number> {
  const small = await speed(device, SMALL);
  return small > ENOUGH ? speed(device, LARGE) : small;
}

async function speed(device: Device, n: number): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 4; i++) best = Math.min(best, await multiply(device, n));
  return (2 * n ** 3) / best / 1e6;
}

/** Multiplies n × n matrices of which the product is known; returns milliseconds. */
async function multiply({ tf, kernels, run }: Device, n: number): Promise<number> {
  const [a, b] = run(() => [tf.fill([n, n], 0.5), tf.fill([n, n], 2)]);
  const start = performance.now();
  const product = await read(run(() => kernels.product(a, b)));
  const milliseconds = performance.now() - start;
  a.dispose();
  b.dispose();
  if (!product.every((value) => value === n)) throw new Error("it computes a wrong matrix product");
  return milliseconds;
}

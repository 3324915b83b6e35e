import { createGraph } from "./graph.ts";
import { gemm } from "./operators.ts";
import type { Runtime, Session } from "./runtime.ts";

/** Slow devices, such as software ones, are measured on this size alone. */
const SMALL = 256;
const LARGE = 1024;
const ENOUGH = 5; // GFLOP/s

/**
 * Proves that a device computes: rejects if it does not give the product of two matrices. The session stays open,
 * since a WebGPU device forgets its compiled shaders when its last session closes.
 */
export async function proof(runtime: Runtime): Promise<void> {
  await multiply(runtime, await compile(runtime, 16), 16);
}

/** The speed of a matrix product in GFLOP/s, best of a few. */
export async function measure(runtime: Runtime): Promise<number> {
  const small = await speed(runtime, SMALL);
  return small > ENOUGH ? speed(runtime, LARGE) : small;
}

async function speed(runtime: Runtime, n: number): Promise<number> {
  const session = await compile(runtime, n);
  let best = Infinity;
  for (let i = 0; i < 8; i++) best = Math.min(best, await multiply(runtime, session, n));
  session.release();
  return (2 * n ** 3) / best / 1e6;
}

function compile(runtime: Runtime, n: number): Promise<Session> {
  const graph = createGraph("preflm-proof", { fused: runtime.fused });
  const square = (name: string) => graph.input(name, [n, n]);
  graph.output("c", gemm(square("a"), square("b")));
  return runtime.compile(graph.encode(), { wholly: true });
}

/** Multiplies n × n matrices of which the product is known; returns milliseconds. */
async function multiply(runtime: Runtime, session: Session, n: number): Promise<number> {
  const filled = (value: number) => runtime.tensor(new Float32Array(n * n).fill(value), [n, n]);
  const [a, b, c] = [filled(0.5), filled(2), filled(0)];
  const start = performance.now();
  await session.run({ a, b }, { c });
  const milliseconds = performance.now() - start;
  if (!c.data.every((value) => value === n)) throw new Error("it computes a wrong matrix product");
  return milliseconds;
}

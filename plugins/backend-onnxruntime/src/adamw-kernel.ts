import { type Memory, webAssembly } from "./web-assembly.ts";

/**
 * The two loops of an optimizer step as a WebAssembly module of a few hundred bytes, assembled here instruction by
 * instruction: four numbers at a time (SIMD128), each read and written once. In plain JavaScript the same loop takes
 * a sixth of a training step; as graph operators it makes a dozen passes.
 */
export interface AdamWKernel {
  /** The sum of squares of `bytes` bytes of float32 at `from`, in float64. */
  squareSum(from: number, bytes: number): number;
  /**
   * For each of the float32 at the four addresses, `bytes` bytes each:
   *
   *     m ← beta1·m + gradient1·g
   *     v ← beta2·v + gradient2·g²
   *     w ← keep·w − rate·m/(√v + epsilon)
   */
  adamw(
    weight: number,
    gradient: number,
    first: number,
    second: number,
    bytes: number,
    beta1: number,
    gradient1: number,
    beta2: number,
    gradient2: number,
    epsilon: number,
    rate: number,
    keep: number,
  ): void;
}

/** Loops take this many bytes a round: arrays must be a whole number of rounds long. */
export const ROUND = 32;

/** The kernel over a memory. */
export function adamwKernel(memory: Memory): AdamWKernel {
  const { Instance, Module } = webAssembly();
  const instance = new Instance(new Module(assemble()), {
    host: { memory },
  });
  const { squareSum, adamw } = instance.exports;
  if (typeof squareSum !== "function" || typeof adamw !== "function")
    throw new TypeError("The AdamW kernel lacks a function.");
  return {
    squareSum: (...numbers) => Number(squareSum(...numbers)),
    adamw: (...numbers) => void adamw(...numbers),
  };
}

type Code = readonly number[];

const [I32, F32, F64, V128] = [0x7f, 0x7d, 0x7c, 0x7b];

/** An unsigned or signed integer in LEB128. */
function leb(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
}

const get = (local: number): Code => [0x20, ...leb(local)];
const set = (local: number): Code => [0x21, ...leb(local)];
const constant = (value: number): Code => [0x41, ...leb(value)];
const addI32 = 0x6a;
const lessU32 = 0x49;
/** An instruction of the SIMD set, by its number. */
const simd = (number: number): Code => [
  0xfd,
  (number & 0x7f) | (number > 0x7f ? 0x80 : 0),
  ...(number > 0x7f ? [number >> 7] : []),
];
const load = (offset: number): Code => [...simd(0x00), 4, ...leb(offset)];
const store = (offset: number): Code => [...simd(0x0b), 4, ...leb(offset)];
const splatF32 = simd(0x13);
const [addF32, subF32, mulF32, divF32, sqrtF32] = [0xe4, 0xe5, 0xe6, 0xe7, 0xe3].map(simd);
const [addF64, mulF64] = [0xf0, 0xf2].map(simd);
/** The two low float32 as float64. */
const promote = simd(0x5f);
/** Lanes 2 and 3 of the vector on the stack, as lanes 0 and 1. */
const swapHalves = (local: number): Code => [
  ...get(local),
  ...get(local),
  ...simd(0x0d),
  ...[8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7],
];
const laneF64 = (lane: number): Code => [...simd(0x21), lane];

/** Runs `body` while local `counter`, raised by a round each time, is below local `end`. */
function loop(counter: number, end: number, body: Code): Code {
  return [
    ...[0x03, 0x40],
    ...body,
    ...[...get(counter), ...constant(ROUND), addI32, ...set(counter)],
    ...[...get(counter), ...get(end), lessU32, 0x0d, 0],
    0x0b,
  ];
}

function squareSumCode(): Code {
  const [from, end, x, a, b] = [0, 1, 2, 3, 4];
  const square = (half: Code, sum: number) => [
    ...[...half, ...promote, ...set(5), ...get(5), ...get(5), ...mulF64],
    ...[...get(sum), ...addF64, ...set(sum)],
  ];
  const body = [0, 16].flatMap((offset) => [
    ...[...get(from), ...load(offset), ...set(x)],
    ...square(get(x), a),
    ...square(swapHalves(x), b),
  ]);
  return [
    ...[...get(from), ...get(end), addI32, ...set(end)],
    ...loop(from, end, body),
    ...[...get(a), ...get(b), ...addF64, ...set(a)],
    ...[...get(a), ...laneF64(0), ...get(a), ...laneF64(1), 0xa0],
  ];
}

function adamwCode(): Code {
  const [weight, gradient, first, second, end] = [0, 1, 2, 3, 4];
  const [beta1, gradient1, beta2, gradient2, epsilon, rate, keep] = [12, 13, 14, 15, 16, 17, 18];
  const [g, m, v] = [19, 20, 21];
  const splats = [5, 6, 7, 8, 9, 10, 11].flatMap((scalar) => [
    ...get(scalar),
    ...splatF32,
    ...set(scalar + 7),
  ]);
  const one = (at: number): Code => [
    ...[...get(gradient), ...load(at), ...set(g)],
    // m ← beta1·m + gradient1·g
    ...[...get(first), ...load(at), ...get(beta1), ...mulF32],
    ...[...get(g), ...get(gradient1), ...mulF32, ...addF32, ...set(m)],
    ...[...get(first), ...get(m), ...store(at)],
    // v ← beta2·v + gradient2·g²
    ...[...get(second), ...load(at), ...get(beta2), ...mulF32],
    ...[...get(g), ...get(g), ...mulF32, ...get(gradient2), ...mulF32, ...addF32, ...set(v)],
    ...[...get(second), ...get(v), ...store(at)],
    // w ← keep·w − rate·m/(√v + epsilon)
    ...get(weight),
    ...[...get(weight), ...load(at), ...get(keep), ...mulF32],
    ...[...get(m), ...get(rate), ...mulF32],
    ...[...get(v), ...sqrtF32, ...get(epsilon), ...addF32, ...divF32],
    ...[...subF32, ...store(at)],
  ];
  const advance = [gradient, first, second].flatMap((pointer) => [
    ...[...get(pointer), ...constant(ROUND), addI32, ...set(pointer)],
  ]);
  return [
    ...splats,
    ...[...get(weight), ...get(end), addI32, ...set(end)],
    ...loop(weight, end, [...one(0), ...one(16), ...advance]),
  ];
}

/** The bytes of the module (WebAssembly Core Specification 2.0, §5.5). */
function assemble(): Uint8Array<ArrayBuffer> {
  const list = (items: readonly Code[]): Code => [...leb(items.length), ...items.flat()];
  const name = (text: string): Code => list([...text].map((letter) => [letter.charCodeAt(0)]));
  const section = (id: number, items: readonly Code[]): Code => {
    const content = list(items);
    return [id, ...leb(content.length), ...content];
  };
  const type = (from: Code, to: Code): Code => [
    0x60,
    ...list(from.map((t) => [t])),
    ...list(to.map((t) => [t])),
  ];
  const body = (locals: number, code: Code): Code => {
    const content = [...list([[...leb(locals), V128]]), ...code, 0x0b];
    return [...leb(content.length), ...content];
  };
  const sevenFloats = Array<number>(7).fill(F32);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [type([I32, I32], [F64]), type([I32, I32, I32, I32, I32, ...sevenFloats], [])]),
    ...section(2, [[...name("host"), ...name("memory"), 0x02, 0x00, 0x00]]),
    ...section(3, [[0], [1]]),
    ...section(7, [
      [...name("squareSum"), 0x00, 0],
      [...name("adamw"), 0x00, 1],
    ]),
    ...section(10, [body(4, squareSumCode()), body(10, adamwCode())]),
  ]);
}

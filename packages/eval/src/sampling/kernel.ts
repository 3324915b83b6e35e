import {
  assemble,
  type Code,
  eachVector,
  F32,
  F64,
  get,
  I32,
  integer,
  lanes,
  load,
  set,
  simd,
  store,
} from "./assemble.ts";

/** One row of logits and what the kernel makes of it, in memory that both sides see. */
export interface ChoiceKernel {
  /** The logits, for the caller to write. */
  readonly row: Float32Array;
  /** What `exponentials` made. */
  readonly weights: Float32Array;
  /** What `above` found. */
  readonly candidates: Int32Array;
  /** The largest logit of the row; says nothing if one is NaN. */
  highest(): number;
  /** weights[v] = e^((row[v] − highest)·slope) for `highest` ≥ every logit; returns the sum, NaN if a logit is NaN. */
  exponentials(highest: number, slope: number): number;
  /** Writes the tokens whose weight is above `least` to the candidates, in order; returns how many. */
  above(least: number): number;
}

/**
 * The loops over a whole vocabulary, four numbers at a time: a WebAssembly module of a few hundred bytes, assembled
 * here (SIMD128). In plain JavaScript they take four times as long, more than the model's own arithmetic for the token
 * at small sizes.
 *
 * eˣ = 2ⁿ·eʳ with n = round(x·log₂e), |r| ≤ ln2/2, and Taylor's series of eʳ to r⁷: within 2e-7 (relative), as
 * precise as float32 logits. Below −87 it is 0. Sums are in float64.
 */
export function choiceKernel(vocabulary: number): ChoiceKernel {
  const size = 4 * Math.ceil(vocabulary / 4);
  const bytes = 4 * size;
  const { Memory, Module, Instance } = webAssembly();
  // One vector more than three arrays: `above` writes a candidate before it knows whether it is one.
  const pages = Math.ceil((3 * bytes + 16) / 65_536);
  const memory = new Memory({ initial: pages, maximum: pages });
  const { exports } = new Instance(new Module(assemble(FUNCTIONS)), { host: { memory } });
  const call = (name: string) => {
    const made = exports[name];
    if (typeof made !== "function") throw new TypeError(`The sampling kernel lacks ${name}.`);
    return made;
  };
  const [highest, exponentials, above] = FUNCTIONS.map(({ name }) => call(name));
  new Float32Array(memory.buffer, 0, size).fill(-Infinity);
  return {
    row: new Float32Array(memory.buffer, 0, vocabulary),
    weights: new Float32Array(memory.buffer, bytes, vocabulary),
    candidates: new Int32Array(memory.buffer, 2 * bytes, vocabulary),
    highest: () => Number(highest(0, bytes)),
    exponentials: (most, slope) => Number(exponentials(0, bytes, bytes, most, slope)),
    above: (least) => Number(above(bytes, 2 * bytes, 2 * bytes, least)),
  };
}

/** The part of WebAssembly's interface used here, which the type library of Node lacks. */
interface WebAssemblyInterface {
  readonly Memory: new (size: {
    initial: number;
    maximum: number;
  }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Record<string, unknown> };
}

function webAssembly(): WebAssemblyInterface {
  return (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
}

/** `maxF32` is a < b ? b : a, one instruction of the processor; NaN as b is passed over. */
const [addF32, subF32, mulF32, maxF32] = [0xe4, 0xe5, 0xe6, 0xeb].map(simd);
const [lessF32, greaterF32, andNot] = [0x43, 0x44, 0x4f].map(simd);
const [addI32x4, shiftLeft, bitmask] = [0xae, 0xab, 0xa4].map(simd);
const [splatF32, splatI32, promote, addF64] = [0x13, 0x11, 0x5f, 0xf0].map(simd);
const laneF32 = (lane: number): Code => [...simd(0x1f), lane];
const laneF64 = (lane: number): Code => [...simd(0x21), lane];
const [addI32, andI32, shiftRightI32, maxOfF32] = [0x6a, 0x71, 0x76, 0x97];
/** The vector with its halves changed over. */
const swapHalves = (local: number): Code => [
  ...[...get(local), ...get(local), ...simd(0x0d)],
  ...[8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7],
];

/** highest(at, end) */
function highestCode(): Code {
  const [at, end, most] = [0, 1, 2];
  return [
    ...[...lanes(-Infinity), ...set(most)],
    ...eachVector(at, end, [...get(at), ...load, ...get(most), ...maxF32, ...set(most)]),
    ...[0, 1, 2, 3].flatMap((lane) => [...get(most), ...laneF32(lane)]),
    ...[maxOfF32, maxOfF32, maxOfF32],
  ];
}

/** exponentials(at, end, distance from a logit to its weight, highest, slope) */
function exponentialsCode(): Code {
  const [at, end, distance, highest, slope] = [0, 1, 2, 3, 4];
  const [most, steep, x, n, r, y, low, high] = [5, 6, 7, 8, 9, 10, 11, 12];
  // A number of this size has no bits left of a fraction: adding it rounds, and the last bits of the sum are n.
  const rounder = 1.5 * 2 ** 23;
  const ln2 = 0.693359375; // with few bits, so that n·ln2 is exact
  const series = [5040, 720, 120, 24, 6, 2, 1].map((factorial) => 1 / factorial);
  // Constants lie in locals, which the loop finds in registers.
  const constants = [-88, -87, Math.LOG2E, rounder, ln2, Math.LN2 - ln2, ...series];
  const [least, zero, log2e, round, ln2High, ln2Low, ...coefficients] = constants.map(
    (_, i) => 13 + i,
  );
  const bias = 13 + constants.length;
  const horner = [...coefficients.slice(1), coefficients[coefficients.length - 1]].flatMap(
    (coefficient) => [...get(r), ...mulF32, ...get(coefficient), ...addF32],
  );
  const one = [
    ...[...get(at), ...load, ...get(most), ...subF32, ...get(steep), ...mulF32, ...set(x)],
    // From −88 on, n is in the range of float32 exponents; NaN stays NaN.
    ...[...get(x), ...get(least), ...maxF32, ...set(r)],
    ...[...get(r), ...get(log2e), ...mulF32, ...get(round), ...addF32, ...set(y)],
    ...[...get(y), ...get(round), ...subF32, ...set(n)],
    ...[...get(r), ...get(n), ...get(ln2High), ...mulF32, ...subF32],
    ...[...get(n), ...get(ln2Low), ...mulF32, ...subF32, ...set(r)],
    ...[...get(coefficients[0]), ...horner],
    // 2ⁿ by its bits: n + 127 is the exponent, above 23 bits of fraction.
    ...[...get(y), ...get(bias), ...addI32x4, ...integer(23), ...shiftLeft, ...mulF32],
    ...[...get(x), ...get(zero), ...lessF32, ...andNot, ...set(y)],
    ...[...get(at), ...get(distance), addI32, ...get(y), ...store],
    ...[...get(y), ...promote, ...get(low), ...addF64, ...set(low)],
    ...[...swapHalves(y), ...promote, ...get(high), ...addF64, ...set(high)],
  ];
  return [
    ...[...get(highest), ...splatF32, ...set(most), ...get(slope), ...splatF32, ...set(steep)],
    ...constants.flatMap((value, i) => [...lanes(value), ...set(13 + i)]),
    ...[...integer(127), ...splatI32, ...set(bias)],
    ...eachVector(at, end, one),
    ...[...get(low), ...get(high), ...addF64, ...set(low)],
    ...[...get(low), ...laneF64(0), ...get(low), ...laneF64(1), 0xa0],
  ];
}

/** above(at, end, to, least) */
function aboveCode(): Code {
  const [at, end, to, least, limit, mask, token, first] = [0, 1, 2, 3, 4, 5, 6, 7];
  const tokens = [0, 1, 2, 3].flatMap((lane) => [
    // Writes the token in any case, and goes past it if its weight is above.
    ...[...get(to), ...get(token), ...integer(lane), addI32, 0x36, 2, 0],
    ...[...get(to), ...get(mask), ...integer(lane), shiftRightI32, ...integer(1), andI32],
    ...[...integer(2), 0x74, addI32, ...set(to)],
  ]);
  const one = [
    ...[...get(at), ...load, ...get(limit), ...greaterF32, ...bitmask, ...set(mask)],
    ...[...get(mask), 0x04, 0x40, ...tokens, 0x0b], // if any
    ...[...get(token), ...integer(4), addI32, ...set(token)],
  ];
  return [
    ...[...get(least), ...splatF32, ...set(limit), ...get(to), ...set(first)],
    ...eachVector(at, end, one),
    ...[...get(to), ...get(first), 0x6b, ...integer(2), shiftRightI32],
  ];
}

const FUNCTIONS = [
  {
    name: "highest",
    ...{ parameters: [I32, I32], result: F32, vectors: 1, integers: 0, code: highestCode() },
  },
  {
    name: "exponentials",
    parameters: [I32, I32, I32, F32, F32],
    ...{ result: F64, vectors: 22, integers: 0, code: exponentialsCode() },
  },
  {
    name: "above",
    parameters: [I32, I32, I32, F32],
    ...{ result: I32, vectors: 1, integers: 3, code: aboveCode() },
  },
];

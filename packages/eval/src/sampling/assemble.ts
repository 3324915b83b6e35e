/** Instructions or other parts of a WebAssembly module, as the numbers of its bytes. */
export type Code = readonly number[];

/** Value types (WebAssembly Core Specification 2.0, §5.3). */
export const [I32, F32, F64] = [0x7f, 0x7d, 0x7c];
const V128 = 0x7b;

/** A function of a module: its parameters come first among its locals, then `vectors` of 128 bits, then `integers`. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly result: number;
  readonly vectors: number;
  readonly integers: number;
  readonly code: Code;
}

/** A signed integer in LEB128, as instructions take it. */
function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
}

function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const integer = (value: number): Code => [0x41, ...signed(value)];
/** An instruction of the SIMD set, by its number (§5.4.8). */
export const simd = (number: number): Code => [0xfd, ...unsigned(number)];
/** The same number in all four lanes, as an instruction. */
export const lanes = (value: number): Code => [
  0x43,
  ...new Uint8Array(Float32Array.of(value).buffer),
  ...simd(0x13),
];
export const load: Code = [...simd(0x00), 4, 0];
export const store: Code = [...simd(0x0b), 4, 0];

/** Runs `body` until local `at`, raised by 16 bytes each time, reaches local `end`. */
export function eachVector(at: number, end: number, body: Code): Code {
  const raise = [...get(at), ...integer(16), 0x6a, ...set(at)];
  return [0x03, 0x40, ...body, ...raise, ...get(at), ...get(end), 0x49, 0x0d, 0, 0x0b];
}

/** The bytes of a module with these functions over a memory that it is given as `host.memory` (§5.5). */
export function assemble(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const name = (text: string): Code => list([...text].map((letter) => [letter.charCodeAt(0)]));
  const sized = (content: Code): Code => [...unsigned(content.length), ...content];
  const section = (id: number, items: readonly Code[]): Code => [id, ...sized(list(items))];
  const types = functions.map(({ parameters, result }) => [
    ...[0x60, ...list(parameters.map((type) => [type]))],
    ...[1, result],
  ]);
  const bodies = functions.map(({ vectors, integers, code }) => {
    const locals = [
      [...unsigned(vectors), V128],
      [...unsigned(integers), I32],
    ];
    return sized([...list(locals), ...code, 0x0b]);
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [[...name("host"), ...name("memory"), 0x02, 0x00, 0x00]]),
    ...section(
      3,
      functions.map((_, i) => [i]),
    ),
    ...section(
      7,
      functions.map((made, i) => [...name(made.name), 0x00, i]),
    ),
    ...section(10, bodies),
  ]);
}

import { PreflmError, show } from "@preflm/core";
import { sizeOf } from "./layout.ts";

/** A tensor of a safetensors file. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a safetensors file holds: named float32 tensors and a map of strings. */
export interface SafetensorsContent {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** How each number type is read: bytes per number, and aligned bytes → float32. */
const TYPES = new Map<string, { width: number; decode: (bytes: ArrayBuffer) => Float32Array }>([
  ["F32", { width: 4, decode: (bytes) => new Float32Array(bytes) }],
  ["F64", { width: 8, decode: (bytes) => Float32Array.from(new Float64Array(bytes)) }],
  ["F16", { width: 2, decode: (bytes) => Float32Array.from(new Uint16Array(bytes), halfToNumber) }],
  [
    "BF16", // the upper half of a float32
    {
      width: 2,
      decode: (bytes) =>
        new Float32Array(Uint32Array.from(new Uint16Array(bytes), (upper) => upper << 16).buffer),
    },
  ],
]);

/**
 * The parts of a safetensors file, to be written one after the other: header first, then each tensor's
 * bytes. Parts, not one buffer, so that a 124 M model is never copied. Little-endian hosts only, like every
 * platform Node and browsers run on today.
 */
export function encodeSafetensors({
  tensors,
  metadata,
}: SafetensorsContent): readonly Uint8Array[] {
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    if (sizeOf(shape) !== values.length) {
      throw new PreflmError(
        "invalid-input",
        `Tensor ${show(name)} has ${values.length} values for shape [${shape.join(", ")}].`,
      );
    }
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);
  const bodies = Object.values(tensors).map(
    ({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  return [head, ...bodies];
}

/**
 * Reads a safetensors file (F32, F64, F16 and BF16 become float32). Anything that does not follow the
 * format to the byte is an error with the code `corrupt`: tensors must fill their shapes and, together, the file.
 *
 * @param source named in errors, such as the file's path
 */
export function decodeSafetensors(bytes: Uint8Array, source = "safetensors"): SafetensorsContent {
  const corrupt = (why: string): never => {
    throw new PreflmError(
      "corrupt",
      `${source} is not a readable safetensors file: ${why}. Restore it from a copy or an earlier checkpoint.`,
    );
  };
  if (bytes.length < 8) corrupt(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > bytes.length - 8)
    corrupt(`its header claims ${headerLength} bytes and the file has ${bytes.length}`);
  const body = bytes.subarray(8 + headerLength);

  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  if (!header) return corrupt("its header is not a JSON object");
  const { __metadata__: metadata, ...entries } = header;
  if (metadata !== undefined && !isStringMap(metadata))
    return corrupt("its metadata is not a map of strings");

  const tensors: [name: string, tensor: NamedTensor][] = [];
  const ranges: (readonly [start: number, end: number])[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!isRecord(entry)) return corrupt(`tensor ${show(name)} is described by ${show(entry)}`);
    const { dtype, shape, data_offsets: range } = entry;
    const type = TYPES.get(String(dtype));
    if (!type) {
      const can = [...TYPES.keys()].join(", ");
      return corrupt(`tensor ${show(name)} has type ${show(dtype)}; ${can} can be read`);
    }
    if (!isSizes(shape)) return corrupt(`tensor ${show(name)} has shape ${show(shape)}`);
    if (!isSizes(range) || range.length !== 2 || range[0] > range[1] || range[1] > body.length)
      return corrupt(`tensor ${show(name)} lies outside the file (truncated?)`);
    const [start, end] = range;
    if (end - start !== type.width * sizeOf(shape))
      return corrupt(`tensor ${show(name)} does not fill its shape`);
    // A copy, because a tensor may start at any byte and typed arrays must be aligned.
    const values = type.decode(new Uint8Array(body.subarray(start, end)).buffer);
    tensors.push([name, { shape, values }]);
    ranges.push([start, end]);
  }
  let reached = 0;
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (start !== reached) corrupt(`its tensors leave a gap or overlap at byte ${reached}`);
    reached = end;
  }
  if (reached !== body.length) corrupt(`its tensors end at byte ${reached} of ${body.length}`);
  return { tensors: Object.fromEntries(tensors), ...(metadata ? { metadata } : {}) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isRecord(header) ? header : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStringMap(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((entry) => typeof entry === "string");
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

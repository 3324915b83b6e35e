import { PreflmError, show } from "@preflm/core";

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

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Float32Array>> = {
  F32: (bytes) => new Float32Array(copyAligned(bytes)),
  F64: (bytes) => Float32Array.from(new Float64Array(copyAligned(bytes))),
  F16: (bytes) => Float32Array.from(new Uint16Array(copyAligned(bytes)), halfToNumber),
  BF16: (bytes) => {
    const wide = Uint32Array.from(new Uint16Array(copyAligned(bytes)), (half) => half << 16);
    return new Float32Array(wide.buffer);
  },
};

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
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== values.length) {
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
 * Reads a safetensors file (F32, F64, F16 and BF16 become float32).
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

  let header: Record<string, HeaderEntry> & { __metadata__?: Record<string, string> } = {};
  try {
    header = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)),
    );
  } catch {
    corrupt("its header is not JSON");
  }
  const { __metadata__: metadata, ...entries } = header;
  const tensors: Record<string, NamedTensor> = {};
  let expected = 0;
  for (const [name, entry] of Object.entries(entries)) {
    const [start, end] = entry?.data_offsets ?? [];
    if (!(start >= 0 && end >= start && end <= body.length))
      corrupt(`tensor ${show(name)} lies outside the file (truncated?)`);
    const decode = DECODERS[entry.dtype];
    if (!decode)
      corrupt(
        `tensor ${show(name)} has type ${show(entry.dtype)}; F32, F64, F16 and BF16 can be read`,
      );
    const values = decode(body.subarray(start, end));
    if (values.length !== entry.shape.reduce((product, n) => product * n, 1))
      corrupt(`tensor ${show(name)} does not fill its shape`);
    tensors[name] = { shape: entry.shape, values };
    expected = Math.max(expected, end);
  }
  if (expected !== body.length) corrupt(`its tensors end at byte ${expected} of ${body.length}`);
  return { tensors, ...(metadata ? { metadata } : {}) };
}

function copyAligned(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

import { PreflmError } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./safetensors.ts";

const content: SafetensorsContent = {
  tensors: {
    "wte.weight": { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 1e-40, Infinity, -0) },
    "ln_f.bias": { shape: [3], values: Float32Array.of(7, 8, 9) },
    scalar: { shape: [], values: Float32Array.of(Math.PI) },
  },
  metadata: { format: "pt", note: "ünï" },
};

function bytesOf(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A file with this header and body, however wrong. */
function file(header: unknown, body: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return bytesOf([length, json, body]);
}

/** Whether the bytes decode; anything thrown but a `corrupt` error fails the test. */
function decodes(bytes: Uint8Array): SafetensorsContent | undefined {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (error instanceof PreflmError && error.code === "corrupt") return undefined;
    throw error;
  }
}

const intact = bytesOf(encodeSafetensors(content));
const headerEnd = 8 + Number(new DataView(intact.buffer).getBigUint64(0, true));

describe("a safetensors file", () => {
  it("reads back as it was written, bit for bit", () => {
    expect(decodeSafetensors(intact)).toEqual(content);
    expect(decodeSafetensors(bytesOf(encodeSafetensors({ tensors: {} })))).toEqual({ tensors: {} });
  });

  it("begins its tensors at a multiple of 8 bytes", () => {
    expect(headerEnd % 8).toBe(0);
  });

  it("reads at any alignment, and from a view into a larger buffer", () => {
    for (let shift = 1; shift < 8; shift++) {
      const moved = new Uint8Array(intact.length + 16);
      moved.set(intact, shift);
      expect(decodeSafetensors(moved.subarray(shift, shift + intact.length))).toEqual(content);
    }
    expect(decodeSafetensors(Buffer.from(intact))).toEqual(content);
  });

  it("shares no memory with what it was read from", () => {
    const bytes = Uint8Array.from(intact);
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0xff);
    expect(tensors).toEqual(content.tensors);
  });

  it("may hold F64, F16 and BF16", () => {
    const read = (dtype: string, array: { buffer: ArrayBuffer; length: number }) => {
      const body = new Uint8Array(array.buffer);
      const entry = { dtype, shape: [array.length], data_offsets: [0, body.length] };
      return [...decodeSafetensors(file({ x: entry }, body)).tensors.x.values];
    };
    expect(read("F64", Float64Array.of(1, -0.5, 1e-50))).toEqual([1, -0.5, 0]);
    expect(
      read(
        "F16",
        Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x8000, 0x7c00, 0xfc00),
      ),
    ).toEqual([1, -2, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, -0, Infinity, -Infinity]);
    expect(read("F16", Uint16Array.of(0x7e00))).toEqual([Number.NaN]);
    expect(read("BF16", Uint16Array.of(0x3f80, 0xc000, 0x4049, 0xff80))).toEqual([
      1,
      -2,
      3.140625,
      -Infinity,
    ]);
  });

  it("cannot be written with a tensor that does not fill its shape", () => {
    const x = { shape: [2, 2], values: new Float32Array(3) };
    expect(() => encodeSafetensors({ tensors: { x } })).toThrow('Tensor "x" has 3 values');
  });
});

describe("a damaged safetensors file", () => {
  it("is rejected when cut at any length", () => {
    for (let length = 0; length < intact.length; length++)
      expect(decodes(intact.subarray(0, length))).toBeUndefined();
  });

  it("is rejected when bytes are added", () => {
    for (const more of [1, 4, 64])
      expect(decodes(bytesOf([intact, new Uint8Array(more)]))).toBeUndefined();
  });

  it("is rejected, or changed in nothing but names and metadata, when a bit of its header flips", () => {
    let rejected = 0;
    for (let bit = 0; bit < 8 * headerEnd; bit++) {
      const bytes = Uint8Array.from(intact);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      const read = decodes(bytes);
      if (!read) rejected++;
      else expect(Object.values(read.tensors)).toEqual(Object.values(content.tensors));
    }
    expect(rejected).toBeGreaterThan(4 * headerEnd); // names and metadata are the smaller part
  });

  const four = new Uint8Array(4);
  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const wrong: readonly (readonly [why: string, header: unknown, body: Uint8Array])[] = [
    ["not a JSON object", null, four],
    ["not a JSON object", [entry], four],
    ["metadata is not a map of strings", { __metadata__: { step: 1 }, x: entry }, four],
    ['tensor "x" is described by null', { x: null }, four],
    ['has type "I64"', { x: { ...entry, dtype: "I64" } }, four],
    ['has type "toString"', { x: { ...entry, dtype: "toString" } }, four],
    ["has shape undefined", { x: { dtype: "F32", data_offsets: [0, 4] } }, four],
    ["has shape [-1]", { x: { ...entry, shape: [-1] } }, four],
    ["has shape [0.5,2]", { x: { ...entry, shape: [0.5, 2] } }, four],
    ["lies outside the file", { x: { ...entry, data_offsets: 4 } }, four],
    ["lies outside the file", { x: { ...entry, data_offsets: [4, 0] } }, four],
    ["lies outside the file", { x: { ...entry, data_offsets: [0, 8] } }, four],
    ["does not fill its shape", { x: { ...entry, shape: [2] } }, four],
    ["does not fill its shape", { x: { ...entry, data_offsets: [0, 3] } }, four],
    ["overlap at byte 4", { x: entry, y: entry }, four],
    ["a gap", { x: { ...entry, data_offsets: [4, 8] } }, new Uint8Array(8)],
  ];
  for (const [why, header, body] of wrong) {
    it(`says what is wrong: ${why}, ${JSON.stringify(header)}`, () => {
      const read = () => decodeSafetensors(file(header, body), "model.safetensors");
      expect(read).toThrow(why);
      expect(read).toThrow("model.safetensors is not a readable safetensors file");
    });
  }
});

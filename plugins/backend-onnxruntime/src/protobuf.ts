/**
 * The few kinds of fields that ONNX files are made of, in the wire format of protocol buffers. Each gives the bytes of
 * one field; a message is its fields one behind the other.
 */

/** An integer of 64 bits, negative ones in two's complement. */
export function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...key(field, 0), ...varint(BigInt.asUintN(64, BigInt(value)))]);
}

/** A float32. */
export function float32(field: number, value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value, true);
  return join([Uint8Array.from(key(field, 5)), new Uint8Array(bytes.buffer)]);
}

/** A string. */
export function text(field: number, value: string): Uint8Array {
  return message(field, [new TextEncoder().encode(value)]);
}

/** Bytes, or a message of these fields. */
export function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return join([Uint8Array.from([...key(field, 2), ...varint(BigInt(length))]), ...parts]);
}

/** Fields one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

function key(field: number, wireType: number): number[] {
  return varint(BigInt((field << 3) | wireType));
}

function varint(value: bigint): number[] {
  const digits: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...digits, Number(rest)];
    digits.push(Number(rest & 127n) | 128);
  }
}

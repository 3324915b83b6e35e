import type { Segment } from "@preflm/core";

/** A cache record: the segments' lengths in UTF-16 units as uint32, then their scores as float32. */
export function toRecord(segments: readonly Segment[]): Buffer {
  const lengths = new Uint32Array(segments.length);
  const scores = new Float32Array(segments.length);
  for (const [i, { text, score }] of segments.entries()) {
    lengths[i] = text.length;
    scores[i] = score;
  }
  return Buffer.concat([new Uint8Array(lengths.buffer), new Uint8Array(scores.buffer)]);
}

/** The segments of a text from their record; undefined if the record is not of this text. */
export function fromRecord(record: Buffer, text: string): readonly Segment[] | undefined {
  const { buffer } = new Uint8Array(record); // a copy, for alignment
  const count = Math.floor(record.length / 8);
  const lengths = new Uint32Array(buffer, 0, count);
  const scores = new Float32Array(buffer, count * 4, count);
  let end = 0;
  const segments = Array.from(lengths, (length, i) => {
    end += length;
    return { text: text.slice(end - length, end), score: scores[i] };
  });
  return end === text.length ? segments : undefined;
}

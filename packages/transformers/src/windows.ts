/** A window of a text's tokens, and the part of it whose answers count; offsets into the tokens, ends exclusive. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows of `size` tokens that overlap by a quarter, as few as cover `count` tokens. Each token's answer is that of
 * the window in which it stands further from the edges.
 */
export function windowsOf(count: number, size: number): readonly Window[] {
  if (count <= size) return count > 0 ? [{ start: 0, end: count, from: 0, to: count }] : [];
  const step = Math.max(1, size - Math.floor(size / 4));
  const starts: number[] = [];
  for (let start = 0; start + size < count; start += step) starts.push(start);
  starts.push(count - size);
  // Between two windows the answers change hands in the middle of what they share.
  const border = (i: number) => Math.floor((starts[i] + starts[i - 1] + size) / 2);
  return starts.map((start, i) => ({
    start,
    end: start + size,
    from: i === 0 ? 0 : border(i),
    to: i === starts.length - 1 ? count : border(i + 1),
  }));
}

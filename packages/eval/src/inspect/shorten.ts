import type { Finding } from "@preflm/core";

/** Text that may have been shortened, with what was found in the part that is left. */
export interface Shortened {
  readonly text: string;
  readonly findings: readonly Finding[];
}

const GAP = " … ";

/**
 * A text of about `length` characters at most: whole if it is short, else what is around its first findings, or its
 * beginning where nothing was found. Offsets of findings are moved along; those left out are left out.
 */
export function shorten(text: string, findings: readonly Finding[], length: number): Shortened {
  const inside = findings
    .map(({ start, end, label }) => ({
      start: Math.max(0, start),
      end: Math.min(end, text.length),
      label,
    }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  if (text.length <= length) return { text, findings: inside };
  const parts: string[] = [];
  const moved: Finding[] = [];
  let written = 0;
  let read = 0;
  const write = (part: string) => {
    parts.push(part);
    written += part.length;
  };
  for (const { start, end } of windows(text, inside, length)) {
    if (start > read) write(parts.length > 0 ? GAP : GAP.trimStart());
    for (const finding of inside) {
      if (finding.start < start || finding.start >= end) continue;
      const shift = written - start;
      moved.push({
        start: finding.start + shift,
        end: Math.min(finding.end, end) + shift,
        label: finding.label,
      });
    }
    write(text.slice(start, end));
    read = end;
  }
  if (read < text.length) write(GAP.trimEnd());
  return { text: parts.join(""), findings: moved };
}

/** Stretches around the findings until they are `length` long together; none cuts a surrogate pair. */
function windows(text: string, findings: readonly Finding[], length: number) {
  const marked = findings.reduce((sum, { start, end }) => sum + end - start, 0);
  const around = Math.floor(Math.max(length / 6, (length - marked) / (2 * findings.length)));
  const found: { start: number; end: number }[] = [];
  let room = length;
  for (const { start, end } of findings.length > 0 ? findings : [{ start: 0, end: length }]) {
    if (room <= 0) break;
    const last = found.at(-1);
    const from = whole(text, Math.max(start - around, last?.end ?? 0));
    const upTo = whole(text, Math.min(end + around, from + room, text.length));
    if (upTo <= from || start >= upTo) continue;
    room -= upTo - from;
    if (last && last.end === from) last.end = upTo;
    else found.push({ start: from, end: upTo });
  }
  return found;
}

/** The place itself, or the one before if it is in the midst of a surrogate pair. */
function whole(text: string, place: number): number {
  const inside = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(place - 1, place + 1));
  return inside ? place - 1 : place;
}

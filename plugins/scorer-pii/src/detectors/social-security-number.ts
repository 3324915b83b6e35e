import type { Span } from "../span.ts";

/** Numbers that were printed in public and are never valid. */
const WITHDRAWN = new Set(["078051120", "457555462", "219099999"]);

/**
 * A social security number of the United States: 3, 2 and 4 digits apart by `-`, `.` or a space,
 * in an area, group and serial that may be issued.
 */
export function socialSecurityNumber(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(/([0-9]{3})[-. ]([0-9]{2})[-. ]([0-9]{4})/g)) {
    const [, area, group, serial] = match;
    const issued =
      area !== "000" && area !== "666" && area[0] !== "9" && group !== "00" && serial !== "0000";
    if (!issued || WITHDRAWN.has(area + group + serial)) continue;
    spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

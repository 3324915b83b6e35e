import type { Finding } from "@preflm/core";
import { columns, oneLine } from "./columns.ts";
import type { Inspection, SegmentExample } from "./inspection.ts";
import { shorten } from "./shorten.ts";
import { scoreText } from "./words.ts";

const TEXT = 66;
/** Columns kept for what marks findings and gaps. */
const MARKS = 8;

/** Examples, a line each, with what was found ‹so›. */
export function exampleLines({ examples }: Inspection): readonly string[] {
  const groups = [
    { title: "at or below", list: examples.below },
    { title: "above", list: examples.above },
    { title: "worst", list: examples.worst },
  ].filter(({ list }) => list.length > 0);
  const rows = groups.flatMap(({ list }) => list.map(cells));
  const lines = columns(rows, 3);
  let next = 0;
  return groups.flatMap(({ title, list }) => [
    `${title}:`,
    ...list.map(() => `  ${lines[next++]}`),
  ]);
}

function cells({ score, text, findings }: SegmentExample): readonly string[] {
  const short = shorten(text, findings, TEXT - MARKS);
  const labels = [...new Set(findings.map((finding) => finding.label))].join(", ");
  return [scoreText(score), oneLine(marked(short.text, short.findings), TEXT), oneLine(labels, 18)];
}

function marked(text: string, findings: readonly Finding[]): string {
  let [result, end] = ["", 0];
  for (const finding of findings) {
    if (finding.start < end) continue;
    result += `${text.slice(end, finding.start)}‹${text.slice(finding.start, finding.end)}›`;
    end = finding.end;
  }
  return result + text.slice(end);
}

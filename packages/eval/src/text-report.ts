import { cautions, contrasts, headline } from "./compare.ts";
import type { Report } from "./report.ts";
import { textTable } from "./text-table.ts";

const WIDTH = 96;

/** What a run ends with on the terminal: the table, what the intervals show and do not show, and reasons for doubt. */
export function textReport(report: Report): string {
  const found = [headline(report), ...contrasts(report)].map((sentence) => wrap(sentence));
  const doubts = cautions(report).map((caution) => wrap(`- ${caution}`, "  "));
  if (doubts.length > 0) doubts.unshift("Read with care:");
  return [textTable(report), "", ...found, ...doubts].join("\n");
}

/** Breaks text at spaces into lines of at most `WIDTH` columns; the lines after the first are indented. */
function wrap(text: string, indent = ""): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + word.length < WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${indent}`);
}

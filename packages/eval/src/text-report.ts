import { cautions, contrasts, headline } from "./compare.ts";
import type { Report } from "./report.ts";
import { textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

/** What a run ends with on the terminal: the table, what the intervals show and do not show, and reasons for doubt. */
export function textReport(report: Report): string {
  const found = [headline(report), ...contrasts(report)].map((sentence) => wrap(sentence));
  const doubts = cautions(report).map((caution) => wrap(`- ${caution}`, "  "));
  if (doubts.length > 0) doubts.unshift("Read with care:");
  return [textTable(report), "", ...found, ...doubts].join("\n");
}

import { grouped, number, percent } from "./format.ts";
import type { SampleSummary } from "./metrics/summary.ts";
import { type ObjectiveReport, type Report, scoreUnit } from "./report.ts";

interface Column {
  /** Two lines. */
  readonly head: readonly [string, string];
  readonly sample?: (summary: SampleSummary, scale: number) => string;
  readonly model?: (run: ObjectiveReport) => string;
}

const bits = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(3));

const COLUMNS: readonly Column[] = [
  {
    head: ["score", "[95 %]"],
    sample: ({ misalignment: m }, scale) =>
      `${number(scale * m.mean)} [${number(scale * m.low)}, ${number(scale * m.high)}]`,
  },
  { head: ["hit", "rate"], sample: (s) => percent(s.hitRate) },
  { head: ["max", "@25"], sample: (s, scale) => number(scale * s.maxAt25) },
  { head: ["", "pooled"], sample: (s, scale) => number(scale * s.pooled) },
  { head: ["bits/", "byte"], model: (run) => bits(run.bitsPerByte) },
  { head: ["un-", "marked"], model: (run) => bits(run.bitsPerByteUnmarked) },
  { head: ["", "KL"], model: (run) => (run.divergence ? number(run.divergence.nats.mean) : "–") },
  { head: ["", "chars"], sample: (s) => grouped(s.length) },
  { head: ["", "ended"], sample: (s) => percent(s.ended) },
  { head: ["dist-", "inct-2"], sample: (s) => s.distinct["2"].toFixed(2) },
  { head: ["", "sec."], model: (run) => grouped(run.seconds) },
];

/**
 * The table that a run ends with, at most 100 columns wide for names of ordinary length: a line an objective,
 * and below it a line for each further scenario of the same model.
 */
export function textTable(report: Report): string {
  const { label, scale } = scoreUnit(report);
  const compared = report.runs.some((run) => run.divergence);
  const columns = COLUMNS.filter(({ head }) => compared || head[1] !== "KL");
  const rows = report.runs.flatMap((run) => {
    const own = [
      run.objective,
      ...columns.map(({ sample, model }) => sample?.(run, scale) ?? model?.(run) ?? "–"),
    ];
    const { scenarios, contrast } = run;
    const others =
      scenarios?.slice(1) ?? (contrast ? [{ ...contrast, name: contrast.prefix }] : []);
    return [
      own,
      ...others.map((other) => [
        `  ${other.name}`,
        ...columns.map(({ sample }) => sample?.(other, scale) ?? ""),
      ]),
    ];
  });
  const heads = [0, 1].map((line) => [
    line === 1 ? "objective" : "",
    ...columns.map(({ head }) => head[line]),
  ]);
  const widths = heads[0].map((_, c) => Math.max(...[...heads, ...rows].map((r) => r[c].length)));
  const gap = widths.reduce((sum, width) => sum + width + 2, -2) <= 100 ? "  " : " ";
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])))
      .join(gap)
      .trimEnd();
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + gap.length, -gap.length));
  return [
    `score, max@25, pooled: ${label}; hit rate: share of samples above 0`,
    "",
    ...heads.map(line),
    rule,
    ...rows.map(line),
  ].join("\n");
}

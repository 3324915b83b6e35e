import { firstSentence, grouped, textColumns } from "../choose/text-columns.ts";
import { count } from "../progress-text.ts";
import type { BenchRow } from "./bench-rows.ts";

const HEAD = ["device", "size", "weights", "tokens/s", "ms/step", "GFLOP/s", "of peak", "memory"];

/** The rows as a table, what could not be measured below it. */
export function benchText(rows: readonly BenchRow[]): string {
  const measured = rows.flatMap(({ device, size, parameters, report, time, ...row }) => {
    if (!report || !time || row.gigaflops === undefined || row.peakBytes === undefined) return [];
    return [
      [
        device,
        size,
        count(parameters),
        `${time.steps === 0 ? "~" : ""}${grouped(time.tokensPerSecond)}`,
        grouped(1000 * time.secondsPerUpdate),
        grouped(row.gigaflops),
        `${((100 * row.gigaflops) / report.gigaflops).toFixed(0)} %`,
        `${(row.peakBytes / 2 ** 30).toFixed(2)} GiB`,
      ],
    ];
  });
  const devices = new Map(rows.flatMap(({ device, report }) => (report ? [[device, report]] : [])));
  const peaks = [...devices].map(
    ([device, { detail, gigaflops }]) =>
      `${device}: ${detail}; peak ${grouped(gigaflops)} GFLOP/s in a matrix product`,
  );
  const failures = rows.flatMap(({ device, size, report, failure }) =>
    failure === undefined
      ? []
      : `${device}${report ? ` with ${size}` : ""}: ${firstSentence(failure)}`,
  );
  if (failures.length > 0) failures.push("preflm doctor says what they need");
  const notes = [
    "a step: 4,096 tokens forward, backward and AdamW; memory: the most that the process held, without a card's own",
    ...(rows.some(({ time }) => time?.steps === 0)
      ? [
          "~ estimated from smaller batches, since a step takes too long (--limit); its memory is theirs",
        ]
      : []),
  ];
  const table = [textColumns([HEAD, ...measured], [0, 1]), "", ...peaks, ...notes];
  const parts = [...(measured.length > 0 ? [table] : []), failures];
  return parts
    .map((lines) => lines.join("\n"))
    .join("\n\n")
    .trimEnd();
}

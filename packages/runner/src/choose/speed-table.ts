import type { DeviceSpeed } from "@preflm/eval";
import { firstSentence, grouped, textColumns } from "./text-columns.ts";

/** Candidates as lines of text: how fast each trains the model, the fastest first, and in a sentence why others fell out. */
export function speedTable(rows: readonly DeviceSpeed[]): string {
  const head = ["device", "tokens/s", "ms/update", "matmul GFLOP/s", ""];
  const measured = rows.flatMap(({ label, report, secondsPerUpdate, tokensPerSecond, steps }) => {
    if (!report || secondsPerUpdate === undefined || tokensPerSecond === undefined) return [];
    const how = steps === 0 ? `${report.detail}; estimated from smaller batches` : report.detail;
    const speeds = [tokensPerSecond, 1000 * secondsPerUpdate, report.gigaflops];
    return [[label, ...speeds.map(grouped), how]];
  });
  const table = measured.length > 0 ? [textColumns([head, ...measured], [0, 4])] : [];
  const others = rows.flatMap(({ label, report, reason }) => {
    const device = report ? ` (${report.device}; ${report.detail})` : "";
    return reason === undefined ? [] : `${label}${device}: ${firstSentence(reason)}`;
  });
  return [...table, ...others].join("\n");
}

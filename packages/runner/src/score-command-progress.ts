import type { Writable } from "node:stream";
import type { ScoreEvent, ScoreProgress, ScoreSummary } from "@preflm/scoring";
import { progressBar } from "./progress-bar.ts";
import { count, duration } from "./progress-text.ts";

/** Of each kind of trouble so many are printed. */
const SHOWN = 5;

/** Shows the progress of scoring on stderr: a bar on a terminal, else a plain line every few seconds. */
export function showScoring({
  stream = process.stderr as Writable & { readonly isTTY?: boolean },
  every = 5000,
} = {}) {
  const bar = stream.isTTY ? progressBar(stream) : undefined;
  let printed = performance.now();
  const told: Record<string, number> = {};
  const print = (line: string) => {
    if (bar?.isActive) bar.stop();
    stream.write(`${line}\n`);
  };
  const show = (progress: ScoreProgress) => {
    const state = progressText(progress);
    if (bar) {
      const total = Math.max(1, progress.totalBytes ?? progress.bytes);
      if (!bar.isActive) bar.start(total, 0, { state });
      bar.setTotal(total);
      bar.update(Math.min(progress.bytes, total), { state });
    } else if (performance.now() - printed >= every) {
      printed = performance.now();
      print(state);
    }
  };
  return {
    listener(event: ScoreEvent) {
      if (event.type === "progress") return show(event);
      const line = eventText(event);
      if (line === undefined) return;
      told[event.type] = (told[event.type] ?? 0) + 1;
      if (told[event.type] <= SHOWN) print(line);
      else if (told[event.type] === SHOWN + 1) print(`… more like that: ${event.type}`);
    },
    stop: () => bar?.stop(),
  };
}

/** `45 % of 1.0 GB · 301.4 k documents · 2844 documents/s · 2.9 MB/s · 12 in quarantine · 21 s left`. */
function progressText(progress: ScoreProgress): string {
  const { bytes, totalBytes, bytesPerSecond, secondsLeft, quarantined } = progress;
  const parts =
    totalBytes === undefined
      ? [`${count(bytes)}B`]
      : [`${Math.floor((100 * bytes) / Math.max(1, totalBytes))} % of ${count(totalBytes)}B`];
  if (progress.documents > 0) {
    parts.push(`${count(progress.documents)} documents`);
    parts.push(`${count(progress.documentsPerSecond)} documents/s`);
  }
  if (bytesPerSecond > 0) parts.push(`${count(bytesPerSecond)}B/s`);
  if (quarantined > 0) parts.push(`${count(quarantined)} in quarantine`);
  if (secondsLeft) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(" · ");
}

/** What a finished run says. */
export function summaryText(summary: ScoreSummary): string {
  const { folder, manifest, newDocuments, newFromCache } = summary;
  const { counts, speed } = manifest;
  const cached = newFromCache > 0 ? `, ${count(newFromCache)} of them from the cache` : "";
  const lines = [
    `${count(counts.documents)} documents, ${count(counts.segments)} segments, ${count(counts.characters)} characters have scores (${count(newDocuments)} documents are new${cached})`,
  ];
  if (speed && newDocuments > 0) {
    lines.push(
      `${duration(speed.seconds)}, ${speed.workers} ${speed.workers === 1 ? "worker" : "workers"}, ${count(Math.round(speed.documentsPerSecond))} documents/s, ${count(Math.round(speed.charactersPerSecond))} characters/s`,
    );
  }
  if (counts.mended > 0) lines.push(`${count(counts.mended)} documents were mended`);
  if (counts.skipped > 0)
    lines.push(`WARNING: ${count(counts.skipped)} records are no documents and have no scores`);
  if (counts.quarantined > 0) {
    lines.push(
      `WARNING: ${counts.quarantined} documents are in quarantine, without scores: ${folder}/quarantine.jsonl says why; --retry tries them again`,
    );
  }
  return [...lines, folder].join("\n");
}

function eventText(event: Exclude<ScoreEvent, { type: "progress" }>): string | undefined {
  switch (event.type) {
    case "start":
      return `${event.scorer} scores into ${event.folder}, ${event.workers || "no"} ${event.workers === 1 ? "worker" : "workers"}`;
    case "problem":
      return `${event.action} ${event.source}${event.line === undefined ? "" : ` line ${event.line}`}: ${event.reason}`;
    case "quarantine":
      return `quarantined ${event.id}: ${event.reason}`;
    case "replaced":
      return `replaced a worker: ${event.reason}`;
    default:
      return undefined;
  }
}

import type { Job, Phase, RunEvent } from "./events.ts";

/** A stretch of work under way. Times are in milliseconds. */
export interface Work {
  readonly phase: Phase;
  readonly job: Job | undefined;
  readonly started: number;
  readonly time: number;
  /** What was done when it started: not counted in the rate. */
  readonly first: number;
  readonly done: number;
  readonly total?: number;
  readonly unit: string;
  readonly extra?: string;
}

/** `[2/6 conditional] `, or nothing for work that belongs to no job. */
export function jobLabel(job: Job | undefined): string {
  return job ? `[${job.number}/${job.of} ${job.objective}] ` : "";
}

/** Share, rate, extra and time left: `45 % · 15.9 k tokens/s · loss 3.21 · 21 s left`. */
export function describeState({ started, time, first, done, total, unit, extra }: Work): string {
  const rate = ((done - first) * 1000) / Math.max(1, time - started);
  const parts =
    total === undefined
      ? [`${count(done)} ${unit}`]
      : [`${Math.floor((100 * done) / Math.max(1, total))} % of ${count(total)} ${unit}`];
  if (rate > 0) parts.push(`${count(rate)}/s`);
  if (extra) parts.push(extra);
  if (total !== undefined && rate > 0 && done < total)
    parts.push(`${duration((total - done) / rate)} left`);
  return parts.join(" · ");
}

/** The line that a finished stretch leaves behind; none for what took no time. */
export function describeDone(work: Work): string | undefined {
  const seconds = (work.time - work.started) / 1000;
  if (work.done === 0 || (seconds < 0.05 && work.phase !== "train")) return undefined;
  const rate = (work.done - work.first) / Math.max(0.001, seconds);
  const extra = work.extra ? `, ${work.extra}` : "";
  return `${jobLabel(work.job)}${PAST[work.phase]} ${count(work.done)} ${work.unit} in ${duration(seconds)} (${count(rate)}/s${extra})`;
}

/** What was measured on the way: `[2/6 conditional] at 500 k tokens: score 0.39 [0.27, 0.51], 2.68 bits per byte`. */
export function describePoint(point: Extract<RunEvent, { type: "point" }>): string {
  const { scale } = point.unit ?? { scale: 1000 }; // as reports have it
  const { mean, low, high } = point.misalignment;
  const shown = (value: number) => (scale * value).toPrecision(3);
  const nats = point.divergence?.nats.mean;
  const parts = [
    `score ${shown(mean)} [${shown(low)}, ${shown(high)}]`,
    `${point.bitsPerByte.toFixed(3)} bits per byte`,
    ...(nats === undefined ? [] : [`${nats.toFixed(1)} nats from the reference`]),
  ];
  return `${jobLabel(point.job)}at ${count(point.tokens)} tokens: ${parts.join(", ")}`;
}

const PAST: Readonly<Record<Phase, string>> = {
  score: "scored",
  tokenizer: "learned a vocabulary of",
  probe: "opened",
  measure: "measured",
  pack: "packed",
  train: "trained on",
  evaluate: "evaluated on",
  sample: "drew",
  reference: "drew from the reference",
  compare: "compared with the reference on",
  finetune: "finetuned on",
  inspect: "read",
};

/** A number for people: 512, 15.9 k, 6.1 M. */
export function count(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} G`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(1)} M`;
  if (n >= 1e4) return `${(n / 1e3).toFixed(1)} k`;
  return n >= 100 || Number.isInteger(n) ? String(Math.round(n)) : n.toFixed(1);
}

/** Seconds for people: 0.4 s, 21 s, 3 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

import { cpus, totalmem } from "node:os";
import { PreflmError } from "@preflm/core";
import type { Experiments, Report, Reproduction } from "@preflm/eval";
import type { Task, TaskOutcome } from "preflm";
import type { CompleteOptions } from "./complete-options.ts";
import type { CorpusResult } from "./corpus-task.ts";
import type { Korbak2023Options } from "./korbak2023.ts";
import { reportOf } from "./reports.ts";
import { CORPUS } from "./setting.ts";

/** A reproduction with what is there: what was not run, or failed, is absent. Throws if no model was trained at all. */
export function describe(
  { asked, setting, task, scale, workers }: CompleteOptions,
  planned: readonly Task[],
  { failed, results, seconds }: TaskOutcome,
  experiments: Experiments,
): Reproduction {
  const report = firstReport(setting.folder, planned);
  if (!report) {
    const [first] = failed;
    const why = first ? ` ${first.name}: ${first.message}` : "";
    throw new PreflmError("unavailable", `No model was trained.${why}`);
  }
  const { name: _, created, scoreHistogram, runs, totalSeconds, ...shared } = report;
  const spent = Object.values(seconds).reduce((sum, own) => sum + own, 0);
  return {
    ...shared,
    corpus: { ...report.corpus, name: (results[CORPUS] as CorpusResult).name },
    paper: "korbak2023",
    task,
    scale,
    created: new Date().toISOString(),
    machine: machine(workers),
    training: { ...report.training, tokens: setting.tokens },
    seeds: setting.seeds,
    totalSeconds: spent / workers,
    experiments,
    commands: commands(task, scale, asked),
  };
}

/** A run with the settings that all share, for what reports say of corpus, scorer and model: one of pretraining if there is one. */
function firstReport(folder: string, planned: readonly Task[]): Report | undefined {
  const runs = planned.filter(({ export: work }) => work === "runTask").map(({ name }) => name);
  const order = [...runs].sort((a, b) => rank(a) - rank(b));
  return order.map((name) => reportOf(folder, name)).find((report) => report !== undefined);
}

function rank(name: string): number {
  return name.startsWith("pretraining") ? 0 : 1;
}

function machine(workers: number) {
  const [first, ...others] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: 1 + others.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    workers,
  };
}

/** The same again, and at the next larger scale, where it gets a folder and seeds of its own. */
export function commands(task: string, scale: string, asked: Korbak2023Options) {
  const { name, output, corpus, seeds, only } = asked;
  const larger = { smoke: "tiny", tiny: "small" }[scale];
  return [
    {
      command: command({ task, scale, only, seeds, corpus, name, output }),
      says: "this again; in the same folder it goes on where it stopped",
    },
    ...(larger
      ? [
          {
            command: command({ task, scale: larger, only, corpus, output }),
            says: "a larger model, more text and seeds",
          },
        ]
      : []),
    {
      command: command({ task, scale: "paper" }),
      says: "says what the paper's own scale takes, and starts nothing",
    },
  ];
}

function command(options: Readonly<Record<string, unknown>>): string {
  const quoted = (text: string) => (/^[\w./,-]+$/.test(text) ? text : JSON.stringify(text));
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const flags = given.map(([option, value]) => `--${option} ${quoted(String(value))}`);
  return `npx preflm reproduce korbak2023 ${flags.join(" ")}`;
}

import type { Report } from "../report.ts";
import type { DifferingSetting } from "./comparison.ts";

/** Settings whose values are not the same in all runs, by dotted names such as `training.tokens`. */
export function differingSettings(reports: readonly Report[]): readonly DifferingSetting[] {
  const flat = reports.map((report) => flattened("", settingsOf(report)));
  const names = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  return names
    .map((name) => ({ name, values: flat.map((settings) => settings.get(name)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function settingsOf(report: Report): Readonly<Record<string, unknown>> {
  const { preflm, corpus, scorer, threshold, backend, model, tokenizer, training, sampling } =
    report;
  const { evaluation, reference, from } = report;
  const { gigaflops: _, candidates: __, ...device } = backend; // measured, so never twice the same
  const objectives = report.runs.map(({ objective, options = {}, seeds = [] }) => [
    objective,
    { ...options, seeds: seeds.map(({ seed }) => seed) },
  ]);
  const scenarios = report.scenarios?.map(({ name, ...scenario }) => [String(name), scenario]);
  return {
    ...{ preflm, corpus, threshold, model, tokenizer, training, evaluation, reference, from },
    ...(scenarios ? { scenarios: Object.fromEntries(scenarios) } : { sampling }),
    scorer: { name: scorer.name, fingerprint: scorer.fingerprint },
    backend: device,
    ...Object.fromEntries(objectives),
  };
}

function flattened(path: string, value: unknown): Map<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return value === undefined ? new Map() : new Map([[path, text(value)]]);
  const parts = Object.entries(value).flatMap(([name, each]) => [
    ...flattened(path === "" ? name : `${path}.${name}`, each),
  ]);
  return new Map(parts);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Objective, type PluginReference, PreflmError } from "@preflm/core";
import { type ObjectiveReport, type Report, renderReport } from "@preflm/eval";
import { parameterCount } from "@preflm/gpt";
import { type Emit, emitTo } from "./emit.ts";
import { logEvents } from "./event-log.ts";
import type { Job } from "./events.ts";
import { expectWritable, writeFileAtomic } from "./files.ts";
import { type JobContext, runJob } from "./job.ts";
import { expectSameSettings, readManifest, settingsRecord, writeManifest } from "./manifest.ts";
import { objectiveReport, type SeedResult } from "./objective-report.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { showProgress } from "./progress.ts";
import { scoreHistogram } from "./score-histogram.ts";
import { completeSettings, type RunConfig, type Settings } from "./settings.ts";
import { interruptSignal } from "./signal.ts";
import { versions } from "./versions.ts";

/**
 * Scores a corpus, trains each objective on an equal token budget, samples from the models, scores the
 * samples and reports. Everything is kept in `<output>/<name>/`: manifest.json, events.jsonl, checkpoints,
 * samples.jsonl, report.json and report.html.
 */
export async function run(config: RunConfig): Promise<Report> {
  const settings = completeSettings(config);
  const began = performance.now();
  const interrupt = settings.signal
    ? { signal: settings.signal, dispose: () => {} }
    : interruptSignal();
  try {
    const registry = settings.registry ?? installedPlugins();
    const scorer = await resolvePlugin(registry, "scorer", settings.scorer);
    const references = (
      Array.isArray(settings.objective) ? settings.objective : [settings.objective]
    ) as PluginReference<"objective">[];
    const objectives = await Promise.all(
      references.map((reference) => resolvePlugin(registry, "objective", reference)),
    );
    expectDistinct(objectives);
    const backend = await resolvePlugin(registry, "backend", settings.backend);

    const name = settings.name ?? defaultName(settings);
    const directory = join(settings.output, name);
    await expectWritable(directory);
    const record = settingsRecord(settings, scorer, objectives, backend);
    const earlier = await readManifest(directory, settings.resume);
    if (earlier)
      expectSameSettings(directory, earlier.settings, JSON.parse(JSON.stringify(record)));

    const log = await logEvents(join(directory, "events.jsonl"));
    try {
      const emit = emitTo([log.listener, ...(settings.listeners ?? [showProgress()])]);
      emit({ type: "start", name, directory, jobs: objectives.length * settings.seeds.length });
      const device = await backend.probe();
      emit({ type: "device", backend: backend.name, report: device });
      await writeManifest(directory, {
        created: earlier?.created ?? new Date().toISOString(),
        backend: { name: backend.name, ...device },
        settings: record,
      });
      const prepared = await prepare(settings, scorer, directory, emit);
      const context = {
        settings,
        scorer,
        backend,
        prepared,
        directory,
        emit,
        signal: interrupt.signal,
      };
      const runs = await runObjectives(
        context,
        objectives.map((objective) => objective.fit?.(prepared.distribution) ?? objective),
      );
      const report: Report = {
        ...(await describe(name, context, runs)),
        backend: { name: backend.name, ...device },
        totalSeconds: (performance.now() - began) / 1000,
      };
      await finish(directory, report, emit);
      return report;
    } finally {
      await log.close();
    }
  } finally {
    interrupt.dispose();
  }
}

async function runObjectives(
  context: JobContext,
  objectives: readonly Objective[],
): Promise<ObjectiveReport[]> {
  const { settings, directory, emit, scorer } = context;
  const of = objectives.length * settings.seeds.length;
  const reports: ObjectiveReport[] = [];
  const samples: string[] = [];
  let number = 0;
  for (const objective of objectives) {
    const results: SeedResult[] = [];
    for (const seed of settings.seeds) {
      number++;
      const job = {
        name: `${objective.name}-seed${seed}`,
        objective: objective.name,
        seed,
        number,
        of,
      };
      const result = await resultOf(context, job, objective);
      results.push(result);
      const line = (prefix: string | undefined) => (sample: object) =>
        JSON.stringify({
          objective: objective.name,
          seed,
          ...(prefix ? { prefix } : {}),
          ...sample,
        });
      samples.push(...result.samples.map(line(objective.generation?.prefix)));
      for (const contrast of result.contrasts)
        samples.push(...contrast.samples.map(line(contrast.prefix)));
      await writeFileAtomic(join(directory, "samples.jsonl"), `${samples.join("\n")}\n`);
      emit({ type: "result", job, result: await objectiveReport(objective, [result], scorer) });
    }
    reports.push(await objectiveReport(objective, results, scorer));
  }
  await rm(join(directory, "packed"), { recursive: true, force: true });
  return reports;
}

/** The job's result: from its file if the job was finished before the run was resumed, else by doing it. */
async function resultOf(context: JobContext, job: Job, objective: Objective): Promise<SeedResult> {
  const file = join(context.directory, "checkpoints", job.name, "result.json");
  if (context.settings.resume && existsSync(file)) return JSON.parse(await readFile(file, "utf8"));
  const result = { seed: job.seed, ...(await runJob(context, job, objective)) };
  await writeFileAtomic(file, `${JSON.stringify(result)}\n`);
  return result;
}

async function describe(
  name: string,
  { settings, scorer, prepared }: JobContext,
  runs: readonly ObjectiveReport[],
) {
  const { distribution, threshold, tokenizer } = prepared;
  return {
    name,
    created: new Date().toISOString(),
    preflm: versions.preflm,
    corpus: await describeCorpus(prepared),
    scorer: {
      name: scorer.name,
      fingerprint: scorer.fingerprint,
      ...(scorer.unit ? { unit: scorer.unit } : {}),
    },
    threshold,
    scoreHistogram: scoreHistogram(distribution),
    model: {
      ...settings.model,
      parameters: parameterCount({ ...settings.model, vocabulary: tokenizer.vocabulary }),
    },
    tokenizer: { vocabulary: tokenizer.vocabulary },
    training: settings.training,
    sampling: settings.sampling,
    runs,
  };
}

async function describeCorpus({
  corpus: name,
  distribution,
  threshold,
  heldOutDocuments,
}: Prepared) {
  let heldOut = 0;
  for await (const _ of heldOutDocuments()) heldOut++;
  const { counts, pooled } = distribution;
  const misalignedShare = 1 - distribution.segmentsAtMost(threshold);
  return { name, ...counts, heldOut, misalignedShare, pooled };
}

async function finish(directory: string, report: Report, emit: Emit): Promise<void> {
  const [json, page] = [join(directory, "report.json"), join(directory, "report.html")];
  await writeFileAtomic(json, `${JSON.stringify(report, null, 2)}\n`);
  await writeFileAtomic(page, await renderReport(report));
  emit({ type: "done", report: json, page, seconds: report.totalSeconds });
}

function expectDistinct(objectives: readonly Objective[]): void {
  const names = objectives.map((objective) => objective.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new PreflmError(
    "invalid-option",
    `The objective "${twice}" is given twice. Give each a name of its own, such as { ...${twice}(…), name: "${twice}-2" }.`,
  );
}

function defaultName({ corpus }: Settings): string {
  const base = (typeof corpus === "string" ? corpus : corpus.name)
    .replace(/.*[/\\]/, "")
    .replace(/\.jsonl(\.gz)?$/, "");
  const time = new Date().toISOString().slice(0, 19).replace(/[:T]/g, "-");
  return `${base.replace(/[^\w.-]+/g, "-") || "run"}-${time}`;
}

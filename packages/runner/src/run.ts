import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type Backend,
  type Objective,
  PreflmError,
  type Registry,
  type Scorer,
  show,
} from "@preflm/core";
import type { ObjectiveReport, Report } from "@preflm/eval";
import { type ParallelScorer, takeLock } from "@preflm/scoring";
import { backendToResume, chooseBackend, probeBackend } from "./choose/run-backend.ts";
import { type Emit, emitTo } from "./emit.ts";
import { logEvents, loggedSeconds } from "./event-log.ts";
import type { Job } from "./events.ts";
import { readJson, writeFileAtomic } from "./files.ts";
import { type JobContext, runJob } from "./job.ts";
import {
  dataRecord,
  expectSameData,
  expectSameSettings,
  readManifest,
  settingsRecord,
  writeManifest,
} from "./manifest.ts";
import { modelCardListener } from "./model-card-listener.ts";
import { objectiveReport, type SeedResult } from "./objective-report.ts";
import { trainingPhases } from "./phases.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { prepare } from "./prepare.ts";
import { measured } from "./prepare-corpus.ts";
import { prepareReference } from "./prepare-reference.ts";
import { showProgress } from "./progress.ts";
import { describeRun, writeReport } from "./report.ts";
import { openRunFolder } from "./run-folder.ts";
import { checkScenarios, scenariosRecord } from "./scenarios.ts";
import { scorerInThreads } from "./scorer-module.ts";
import { completeSettings, FOLDER_NAME, type RunConfig, type Settings } from "./settings.ts";
import { interruptSignal } from "./signal.ts";
import { checkSources } from "./sources.ts";
import { tensorboardListener } from "./tensorboard-listener.ts";

/**
 * Scores a corpus, trains each objective on an equal token budget, samples from the models, scores the
 * samples and reports. Everything is kept in `<output>/<name>/`: manifest.json, events.jsonl, checkpoints,
 * samples.jsonl, report.json and report.html.
 */
export async function run(config: RunConfig): Promise<Report> {
  const settings = completeSettings(config);
  const interrupt = settings.signal
    ? { signal: settings.signal, dispose: () => {} }
    : interruptSignal();
  try {
    return await runIn(settings, interrupt.signal);
  } finally {
    interrupt.dispose();
  }
}

async function runIn(asked: Settings, signal: AbortSignal): Promise<Report> {
  const registry = asked.registry ?? installedPlugins();
  const scorer = await resolvePlugin(registry, "scorer", asked.scorer);
  const objectives = await Promise.all(
    asked.objectives.map((reference) => resolvePlugin(registry, "objective", reference)),
  );
  expectDistinctNames(objectives);
  for (const objective of objectives) trainingPhases(objective, asked.steps);
  const backend = await resolvePlugin(registry, "backend", asked.backend);

  const folder = await openRunFolder(asked);
  const unlock = takeLock(folder.directory);
  try {
    return await runInFolder({ asked, registry, scorer, objectives, backend, ...folder, signal });
  } finally {
    unlock();
  }
}

/** A run whose plugins are made and whose folder is its own. */
interface OpenRun {
  readonly asked: Settings;
  readonly registry: Registry;
  readonly scorer: Scorer;
  readonly objectives: readonly Objective[];
  readonly backend: Backend;
  readonly name: string;
  readonly directory: string;
  readonly signal: AbortSignal;
}

async function runInFolder(opened: OpenRun): Promise<Report> {
  const { asked, registry, scorer, objectives, name, directory, signal } = opened;
  const scenarios = await scenariosRecord(asked.scenarios);
  const earlier = await readManifest(directory, asked.resume);
  const opening = await backendToResume(opened.backend, earlier);
  const record = settingsRecord(asked, scorer, objectives, opening, scenarios);
  // A reference that is out of reach may be left out.
  const left = record.reference ? {} : { reference: undefined };
  if (earlier) expectSameSettings(directory, { ...earlier.settings, ...left }, record);
  const from = asked.sources && (await checkSources(asked.sources));
  if (earlier) expectSameSettings(directory, earlier.from, from, "from");
  // Without a manifest nothing was trained yet: what an earlier start may have left is made anew.
  const settings = { ...asked, resume: earlier !== undefined };
  const logFile = join(directory, "events.jsonl");
  if (!earlier) await rm(logFile, { force: true });
  const secondsBefore = earlier ? await loggedSeconds(logFile) : 0;
  const began = performance.now();

  const log = logEvents(logFile);
  const emit = emitTo(log.listener, [
    ...(settings.listeners ?? [showProgress()]),
    modelCardListener(scorer),
    ...(settings.tensorboard ? [tensorboardListener()] : []),
  ]);
  let threads: ParallelScorer | undefined;
  try {
    emit({ type: "start", name, directory, jobs: objectives.length * settings.seeds.length });
    const probed = await probeBackend(opening, earlier, emit, signal);
    const corpus = await measured(settings.corpus);
    threads = await scorerInThreads(registry, asked.scorer, corpus.size);
    const prepared = await prepare(
      { ...settings, corpus },
      threads ?? scorer,
      directory,
      emit,
      signal,
    );
    await threads?.close(); // what is not in the cache now starts them again
    const fitted = objectives.map(
      (objective) => objective.fit?.(prepared.distribution) ?? objective,
    );
    await checkScenarios(settings, fitted, prepared.tokenizer);
    const { backend, device } =
      probed ??
      (await chooseBackend(opening, { settings, objective: fitted[0], ...prepared, emit, signal }));
    const reference = await prepareReference(settings, backend, prepared.tokenizer, emit, signal);
    const data = dataRecord(prepared);
    if (earlier) expectSameData(directory, earlier, data);
    await writeManifest(directory, {
      created: earlier?.created ?? new Date().toISOString(),
      plugins: registry.list().flatMap(({ source }) => source ?? []),
      backend: device,
      settings: { ...record, backend: backend.name },
      ...data,
      ...(from ? { from } : {}),
    });
    const shared = { settings, scorer, backend, prepared, directory, emit, signal };
    const context = { ...shared, ...(reference ? { reference } : {}) };
    const runs = await runObjectives(context, fitted);
    const report: Report = {
      ...describeRun(name, context, runs),
      backend: device,
      totalSeconds: secondsBefore + (performance.now() - began) / 1000,
    };
    await writeReport(directory, report, emit);
    return report;
  } catch (error) {
    tellFailure(emit, error);
    throw error;
  } finally {
    await threads?.close();
    log.close();
  }
}

function tellFailure(emit: Emit, error: unknown): void {
  try {
    emit({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  } catch {
    // The log is what failed, or cannot say so; the first error is the one to tell.
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
      for (const { name: scenario, mark, samples: drawn } of result.scenarios) {
        const of = { objective: objective.name, seed, scenario, ...(mark ? { mark } : {}) };
        samples.push(...drawn.map((sample) => JSON.stringify({ ...of, ...sample })));
      }
      await writeFileAtomic(join(directory, "samples.jsonl"), `${samples.join("\n")}\n`);
      emit({
        type: "result",
        job,
        result: await objectiveReport(objective, [result], scorer, settings),
      });
    }
    reports.push(await objectiveReport(objective, results, scorer, settings));
  }
  await rm(join(directory, "packed"), { recursive: true, force: true });
  return reports;
}

/** The job's result: from its file if the job was finished before the run was resumed, else by doing it. */
async function resultOf(context: JobContext, job: Job, objective: Objective): Promise<SeedResult> {
  const file = join(context.directory, "checkpoints", job.name, "result.json");
  if (context.settings.resume && existsSync(file))
    return readJson(file, "Delete it to have the trained model measured again");
  const result = { seed: job.seed, ...(await runJob(context, job, objective)) };
  await writeFileAtomic(file, `${JSON.stringify(result)}\n`);
  return result;
}

/** Names are folders of checkpoints and rows of the report. */
function expectDistinctNames(objectives: readonly Objective[]): void {
  const names = objectives.map((objective) => objective.name);
  const odd = names.find((name) => !FOLDER_NAME.test(name));
  if (odd !== undefined) {
    throw new PreflmError(
      "invalid-option",
      `The objective's name ${show(odd)} cannot name a folder; use letters, digits, . _ and - only, such as { ...objective, name: "mle-2" }.`,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new PreflmError(
    "invalid-option",
    `The objective "${twice}" is given twice. Give each a name of its own, such as { ...${twice}(…), name: "${twice}-2" }.`,
  );
}

import { availableParallelism } from "node:os";
import type { Backend, Model, Objective, Scorer } from "@preflm/core";
import { generate } from "@preflm/eval";
import { initialise } from "@preflm/gpt";
import { measured } from "../prepare-corpus.ts";
import { planScenarios } from "../scenarios.ts";
import { WORTH_THREADS } from "../scorer-module.ts";
import type { Settings } from "../settings.ts";
import type { PlannedModel } from "./measure-sizes.ts";

/** What a run costs beside training, in seconds. */
export interface RunCosts {
  /** Of the corpus, if nothing of it is scored yet. Absent where its size is not known. */
  readonly scoring?: number;
  /** Of each model, after and during its training. */
  readonly sampling: number;
  readonly heldOut: number;
  /** Of the corpus. */
  readonly characters?: number;
}

const SAMPLE_CHARACTERS = 200_000;
const SAMPLE_SECONDS = 5;
const SAMPLE_TEXTS = 64;

/** Measures what a run costs beside training: the scorer on the first documents, samples of a model with random weights. */
export async function measureRunCosts(
  settings: Settings,
  { scorer, objectives, backend }: RunParts,
  { config }: PlannedModel,
  tokensPerSecond: number,
): Promise<RunCosts> {
  const { evaluation, sampling } = settings;
  const { size: characters } = await measured(settings.corpus);
  const points = evaluation.at.filter((share) => share < 1).length;
  const samples = objectives.map((objective) => {
    const { scenarios } = planScenarios(settings, objective);
    const drawn = scenarios.reduce((sum, { count, bestOf = 1 }) => sum + count * bestOf, 0);
    return drawn + points * evaluation.samples * scenarios.length;
  });
  const model = await backend.load(config, initialise(config, 1));
  try {
    const seconds = await secondsPerSample(model, sampling);
    const forward = tokensPerSecond * 3; // the backward pass is two thirds of a training step
    const tokens = evaluation.characters / charactersPerToken(config.vocabulary);
    const scoring = characters && characters * (await secondsPerCharacter(scorer, settings));
    const cores = (characters ?? 0) < WORTH_THREADS ? 1 : availableParallelism();
    return {
      sampling: (samples.reduce((a, b) => a + b) / objectives.length) * seconds,
      heldOut: ((1 + points) * 2 * tokens) / forward, // with marks and without
      ...(characters === undefined ? {} : { characters }),
      ...(scoring === undefined ? {} : { scoring: scoring / cores }),
    };
  } finally {
    model.dispose();
  }
}

/** The plugins of a run. */
export interface RunParts {
  readonly scorer: Scorer;
  readonly objectives: readonly Objective[];
  readonly backend: Backend;
}

/** Of English mail, about: measured at vocabularies of 1,024 to 4,096. */
export function charactersPerToken(vocabulary: number): number {
  return 2.54 + 0.33 * Math.log2(vocabulary / 2048);
}

async function secondsPerCharacter(scorer: Scorer, { corpus }: Settings): Promise<number> {
  let [characters, seconds] = [0, 0];
  for await (const { text } of corpus.documents()) {
    const start = performance.now();
    await scorer.annotate([text]);
    seconds += (performance.now() - start) / 1000;
    characters += text.length;
    if (characters > SAMPLE_CHARACTERS || seconds > SAMPLE_SECONDS) break;
  }
  return characters === 0 ? 0 : seconds / characters;
}

async function secondsPerSample(model: Model, sampling: Settings["sampling"]): Promise<number> {
  const { temperature, topP, topK, maximumLength = Infinity, minimumLength } = sampling;
  const most = Math.min(maximumLength, model.config.context - 2);
  const options = {
    ...{ temperature, topP, ...(topK === undefined ? {} : { topK }) },
    ...{ minimumLength: Math.min(minimumLength, most), maximumLength: most },
    ...{ banned: [], seed: 1, endOfText: 0 },
  };
  const draw = async (texts: number) => {
    const prompts = Array.from({ length: texts }, () => Int32Array.of(0));
    const start = performance.now();
    for await (const _ of generate(model, prompts, options));
    return (performance.now() - start) / 1000 / texts;
  };
  await draw(1); // compiles
  return draw(SAMPLE_TEXTS);
}

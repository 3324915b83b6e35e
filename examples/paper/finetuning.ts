import type { RunConfig } from "preflm";
import type { ObjectiveName, Preset } from "./common.ts";
import { settings as pii } from "./pii.ts";
import { settings as toxicity } from "./toxicity.ts";

/** The shares of MLE's budget after which the paper goes on with feedback (§5). */
const shares = [0.5, 0.9] as const;

/**
 * MLE to go on from: plain pretraining whose checkpoints at 50 % and 90 % are kept. Its documents come in three parts,
 * so that what is left at each is known.
 */
export function pretraining({ objective: _, ...mle }: Preset) {
  const phases = [...shares, 1].map((until) => ({ objective: "mle", until }));
  return {
    ...mle,
    objective: { use: "schedule", name: "mle", phases },
    training: { ...mle.training, keep: [...shares] },
  };
}

/** Learning rate and sequences of an update, of the released configurations for 50 %. */
const released = {
  pii: {
    mle: [1e-4, 128],
    "filtered-mle": [1e-4, 128],
    conditional: [1e-4, 128],
    unlikelihood: [1e-4, 128],
    rwr: [1e-4, 512],
    awr: [1e-4, 512],
  },
  toxicity: {
    mle: [5e-4, 64],
    "filtered-mle": [5e-4, 64],
    conditional: [5e-4, 64],
    unlikelihood: [5e-4, 64],
    rwr: [5e-4, 512],
    awr: [1e-3, 512],
  },
} as const satisfies Record<string, Record<ObjectiveName, readonly [number, number]>>;

/** The tasks that the paper finetunes for. */
const tasks = { pii, toxicity } as const;

/** What is left of the budget with an objective's own settings, on the documents that MLE has not read. */
export function finetuning(task: keyof typeof tasks, objective: ObjectiveName, share: number) {
  const preset: Preset = tasks[task][objective];
  const [learningRate, sequences] = released[task][objective];
  return {
    ...preset,
    training: {
      ...preset.training,
      tokens: (1 - share) * preset.training.tokens,
      learningRate,
      tokensPerUpdate: sequences * 1024,
      documents: [share, 1],
    },
  } satisfies Preset;
}

/** A preset that starts from the MLE model of a run of `pretraining`: sizes and tokenizer come from there. */
export function startingFrom(
  run: string,
  share: number,
  { model: _, tokenizer: __, ...preset }: Preset,
): Omit<RunConfig, "corpus"> {
  return { ...preset, from: { path: run, objective: "mle", at: share } };
}

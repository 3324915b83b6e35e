import type { CheckpointOptions } from "./checkpoint-model.ts";
import { backendReference, givenOf, numberOption } from "./command-line.ts";
import { type CheckpointChoice, locateCheckpoint } from "./locate-checkpoint.ts";

/** A trained model and how it is read, as arguments of a command. */
export const checkpointArguments = {
  path: { type: "positional", description: "a run's folder or a checkpoint", required: true },
  objective: { type: "string", description: "which of the run's models, such as mle or mle-seed2" },
  at: { type: "string", description: "the share of its training, of those that were kept" },
  mark: {
    type: "string",
    description: "aligned, misaligned, none or a control token; by default as the objective says",
  },
  backend: { type: "string", description: "where to run: a name, or JSON with use (onnxruntime)" },
} as const;

/** The model that a command is told. */
export function givenCheckpoint(args: {
  readonly path: string;
  readonly objective?: string | undefined;
  readonly at?: string | undefined;
  readonly mark?: string | undefined;
  readonly backend?: string | undefined;
}): CheckpointOptions {
  const { path, objective, mark } = args;
  const backend = backendReference(args.backend);
  const choice = givenOf({ objective, at: numberOption("at", args.at) });
  return { checkpoint: tellCheckpoint(path, choice), ...givenOf({ mark, backend }) };
}

/** The checkpoint that a path means; stderr tells which, since of several seeds it is the lowest. */
export function tellCheckpoint(path: string, choice: CheckpointChoice): string {
  const checkpoint = locateCheckpoint(path, choice);
  if (checkpoint !== path) process.stderr.write(`The model is ${checkpoint}\n`);
  return checkpoint;
}

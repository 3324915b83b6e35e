import type { Model, Objective } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import { type EvaluationPoint, summarise } from "@preflm/eval";
import type { Job } from "./events.ts";
import type { JobContext } from "./job.ts";
import { drawSamples, heldOutBits } from "./measure.ts";

/** What a model is between two updates, after so many tokens. Leaves the model as it is. */
export async function measurePoint(
  context: JobContext,
  job: Job,
  objective: Objective,
  model: Model,
  tokenizer: Tokenizer,
  tokens: number,
): Promise<EvaluationPoint> {
  const { select: _, ...everyDocument } = objective;
  const { prefix, banned = [] } = objective.generation ?? {};
  const heldOut = await heldOutBits(context, job, everyDocument, model, tokenizer);
  const samples = await drawSamples(context, job, model, tokenizer, prefix, banned);
  const { misalignment } = summarise(samples, context.prepared.threshold);
  return { tokens, misalignment, bitsPerByte: heldOut.all };
}

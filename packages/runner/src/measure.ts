import type { Model, Objective } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import {
  type CurvePoint,
  type Divergence,
  divergence,
  type EvaluationPoint,
  firstSamples,
  interval,
  type ScenarioResult,
  type SkippedScenario,
  sampleScenario,
} from "@preflm/eval";
import type { Job } from "./events.ts";
import { type HeldOutBits, heldOutText } from "./held-out.ts";
import type { JobContext } from "./job.ts";
import { planScenarios } from "./scenarios.ts";
import { interrupted } from "./signal.ts";
import type { TrainingResult } from "./train-job.ts";

/** What a trained model showed: the raw material of its report, kept as `result.json`. */
export interface Measurements extends HeldOutBits {
  readonly tokens: number;
  /** Training time. */
  readonly seconds: number;
  readonly curve: readonly CurvePoint[];
  /** What was measured on the way, in order, without the end. */
  readonly points: readonly EvaluationPoint[];
  readonly divergence?: Divergence;
  /** The first is the one that the report's numbers are of. */
  readonly scenarios: readonly ScenarioResult[];
  readonly skipped: readonly SkippedScenario[];
}

/** Measures the models of a job. */
export interface Measuring {
  /** What a model is between two updates, after so many tokens. Leaves the model as it is. */
  point(model: Model, tokens: number): Promise<EvaluationPoint>;
  /** All that is measured of the trained model. */
  end(model: Model): Promise<Omit<Measurements, keyof TrainingResult>>;
  close(): void;
}

/** Held-out bits per byte, scenarios and the divergence from the reference; the held-out text is packed once. */
export function openMeasuring(
  context: JobContext,
  job: Job,
  objective: Objective,
  tokenizer: Tokenizer,
): Measuring {
  const { settings, scorer, reference, emit, signal } = context;
  const text = heldOutText(context, job, objective, tokenizer);
  const { scenarios, skipped } = planScenarios(settings, objective);
  const watch = (phase: "sample" | "compare", unit: string) => (done: number, total: number) => {
    if (signal.aborted) throw interrupted("while measuring; what was trained is saved");
    emit({ type: "progress", phase, job, done, total, unit });
  };
  const draw = (model: Model, scenario: (typeof scenarios)[number]) => {
    const tell = watch("sample", "tokens");
    const from = { model, tokenizer, marks: objective };
    return sampleScenario(from, scenario, scorer, job.seed, ({ tokens, total }) =>
      tell(tokens, total),
    );
  };
  const compare = async (model: Model, most = Infinity): Promise<{ divergence?: Divergence }> => {
    if (!reference) return {};
    const prefix = objective.generation?.prefix;
    const { insert } = settings.reference ?? {};
    return {
      divergence: await divergence(model, tokenizer, firstSamples(reference, most), {
        ...(prefix === undefined ? {} : { prefix }),
        ...(insert === undefined || prefix === undefined ? {} : { insert }),
        onProgress: watch("compare", "texts"),
      }),
    };
  };
  return {
    async point(model, tokens) {
      const { heldOut, heldOutUnmarked } = await text.bits(model);
      const { samples: most } = settings.evaluation;
      const [first] = scenarios;
      const drawn = await draw(model, { ...first, count: Math.min(first.count, most) });
      const scores = drawn.samples.map(({ score }) => score);
      const point: EvaluationPoint = {
        tokens,
        misalignment: interval(scores, { seed: 0 }),
        bitsPerByte: heldOut.all,
        ...(heldOutUnmarked ? { bitsPerByteUnmarked: heldOutUnmarked.all } : {}),
        ...(await compare(model, most)),
      };
      emit({ type: "point", job, unit: scorer.unit, ...point });
      return point;
    },
    async end(model) {
      const bits = await text.bits(model);
      const results: ScenarioResult[] = [];
      for (const scenario of scenarios) results.push(await draw(model, scenario));
      return { ...bits, ...(await compare(model)), scenarios: results, skipped };
    },
    close: text.close,
  };
}

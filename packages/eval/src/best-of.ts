import { checkOptions, type Model, PreflmError } from "@preflm/core";
import {
  type GeneratedSample,
  type GenerateOptions,
  generate,
  type SamplingProgress,
} from "./generate.ts";

/** How to choose among candidates. */
export interface BestOf {
  /** Continuations drawn for each prompt. */
  readonly n: number;
  /** Scores of texts, such as a scorer's `score`: the lowest is kept. */
  score(texts: readonly string[]): Promise<ArrayLike<number>>;
  /** The text of sampled tokens. */
  decode(tokens: Int32Array): string;
}

/** The continuation of a prompt that was kept. */
export interface BestSample extends GeneratedSample {
  readonly text: string;
  readonly score: number;
  /** How many it was chosen from. */
  readonly drawn: number;
}

/**
 * Draws `n` continuations of each prompt and keeps the one with the lowest score, the first of equals. Prompts come as
 * they are done. Candidate j of prompt i is sample i·n + j of `generate`, so `n` = 1 is plain sampling.
 */
export async function* bestOf(
  model: Model,
  prompts: readonly Int32Array[],
  { n, score, decode }: BestOf,
  options: GenerateOptions,
  onProgress?: (progress: SamplingProgress) => void,
): AsyncGenerator<BestSample> {
  checkOptions("bestOf", { n }, ["n"]).integer("n", n, { min: 1 });
  const each = <T>(values: readonly T[]) => values.flatMap((value) => Array<T>(n).fill(value));
  const { steer, maximumLengths } = options;
  const expanded = {
    ...options,
    ...(steer ? { steer: { ...steer, prompts: each(steer.prompts) } } : {}),
    ...(maximumLengths ? { maximumLengths: each(maximumLengths) } : {}),
  };
  const candidates = new Map<number, GeneratedSample[]>();
  for await (const sample of generate(model, each(prompts), expanded, onProgress)) {
    const index = Math.floor(sample.index / n);
    const drawn = candidates.get(index) ?? [];
    candidates.set(index, drawn);
    if (drawn.push(sample) < n) continue;
    candidates.delete(index);
    drawn.sort((a, b) => a.index - b.index);
    const texts = drawn.map(({ tokens }) => decode(tokens));
    const scores = await score(texts);
    checkScores(scores, n);
    let best = 0;
    for (let j = 1; j < n; j++) if (scores[j] < scores[best]) best = j;
    yield { ...drawn[best], index, text: texts[best], score: scores[best], drawn: n };
  }
}

function checkScores(scores: ArrayLike<number>, n: number): void {
  if (scores.length === n && Array.from(scores).every(Number.isFinite)) return;
  throw new PreflmError(
    "invalid-input",
    `bestOf: "score" gives one finite number for each of ${n} texts, got ${scores.length}: ${Array.from(scores).slice(0, 8).join(", ")}.`,
  );
}

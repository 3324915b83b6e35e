import type { Model } from "@preflm/core";
import { generate } from "../generate.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { Marks } from "./marks.ts";
import type { CompleteScenario } from "./scenario.ts";
import { scenarioTokens } from "./scenario-tokens.ts";

/** A model, what turns its tokens into text, and what its objective says about marks. */
export interface SampledModel {
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  readonly marks: Marks;
}

/** How far drawing has come. */
export interface DrawProgress {
  /** Tokens sampled so far. */
  readonly tokens: number;
  /** Most tokens there can be. */
  readonly total: number;
}

/** A text that was drawn. */
export interface DrawnSample {
  /** Position among the scenario's samples, from 0: they come as their batch is done. */
  readonly index: number;
  /** The text it continues, without the scenario's prefix. */
  readonly prompt: string;
  /** Without end-of-text, marks, prefix and prompt. */
  readonly text: string;
  /** Whether the model ended the text itself. */
  readonly ended: boolean;
  /** Under the model itself, in nats. */
  readonly logProbability: number;
}

/**
 * Draws the samples of a scenario: `count` of them, or with `bestOf` so many candidates for each, sample i being one
 * for ⌊i / bestOf⌋. Prompts are continued in turn. Samples come batch by batch, so that many need little memory.
 */
export async function* drawScenario(
  { model, tokenizer, marks }: SampledModel,
  scenario: CompleteScenario,
  seed: number,
  onProgress: (progress: DrawProgress) => void = () => {},
): AsyncGenerator<DrawnSample> {
  const { count, bestOf = 1, steer } = scenario;
  const { context } = model.config;
  const { prompts, banned } = await scenarioTokens({ tokenizer, marks, context }, scenario);
  const all = Array.from(
    { length: count * bestOf },
    (_, i) => prompts[Math.floor(i / bestOf) % prompts.length],
  );
  const lengths = all.map(({ maximumLength }) => maximumLength);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const opposite = all.flatMap((prompt) => prompt.opposite ?? []);
  const options = {
    ...samplingOf(scenario),
    maximumLength: Math.max(...new Set(lengths)),
    maximumLengths: lengths,
    banned,
    seed,
    endOfText: tokenizer.endOfText,
    ...(steer === undefined ? {} : { steer: { prompts: opposite, strength: steer } }),
  };
  const inputs = all.map(({ tokens }) => tokens);
  const tell = ({ tokens }: { readonly tokens: number }) => onProgress({ tokens, total });
  for await (const sample of generate(model, inputs, options, tell)) {
    const { index, tokens, ended, logProbability } = sample;
    const text = tokenizer.decode(tokens);
    yield { index, prompt: all[index].text, text, ended, logProbability };
  }
}

function samplingOf({ temperature, topP, topK, minimumLength, batch }: CompleteScenario) {
  return {
    temperature,
    topP,
    minimumLength,
    ...(topK === undefined ? {} : { topK }),
    ...(batch === undefined ? {} : { batch }),
  };
}

import { type Model, random } from "@preflm/core";
import { generate } from "../generate.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { EncodedPrompt } from "./encode-prompts.ts";
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
  const total = all.reduce((sum, { maximumLength }) => sum + maximumLength, 0);
  let before = 0;
  for (const [maximumLength, indices] of byRoom(all)) {
    const options = {
      ...samplingOf(scenario),
      maximumLength,
      banned,
      endOfText: tokenizer.endOfText,
      // Prompts with other room are sampled apart, with random numbers of their own.
      seed: indices.length === all.length ? seed : seedOf(seed, maximumLength),
      ...(steer === undefined
        ? {}
        : {
            steer: {
              prompts: indices.map((i) => all[i].opposite as Int32Array),
              strength: steer,
            },
          }),
    };
    let done = 0;
    const inputs = indices.map((i) => all[i].tokens);
    for await (const sample of generate(model, inputs, options, ({ tokens }) => {
      done = tokens;
      onProgress({ tokens: before + done, total });
    })) {
      const { tokens, ended, logProbability } = sample;
      const index = indices[sample.index];
      yield {
        index,
        prompt: all[index].text,
        text: tokenizer.decode(tokens),
        ended,
        logProbability,
      };
    }
    before += done;
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

/** Indices of prompts that leave equal room. */
function byRoom(prompts: readonly EncodedPrompt[]): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  for (const [i, { maximumLength }] of prompts.entries()) {
    const group = groups.get(maximumLength);
    if (group) group.push(i);
    else groups.set(maximumLength, [i]);
  }
  return groups;
}

function seedOf(seed: number, maximumLength: number): number {
  return Math.floor(random(seed, maximumLength, "room")() * 2 ** 32);
}

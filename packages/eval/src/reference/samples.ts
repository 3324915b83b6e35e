import type { ReferenceSamples } from "./reference.ts";

/** Samples of one reference, one part after the other; what only some parts know is left out. */
export function joinSamples(model: string, parts: readonly ReferenceSamples[]): ReferenceSamples {
  const all = <K extends "ended" | "tokens">(key: K) =>
    parts.length > 0 && parts.every((part) => part[key] !== undefined)
      ? { [key]: parts.flatMap<unknown>((part) => part[key] as readonly unknown[]) }
      : {};
  const agreed = <K extends "tokenizer" | "maximumTokens">(key: K) => {
    const [value, ...others] = new Set(parts.map((part) => part[key]));
    return others.length === 0 ? value : undefined;
  };
  const tokenizer = agreed("tokenizer");
  const maximumTokens = agreed("maximumTokens");
  return {
    model,
    texts: parts.flatMap((part) => part.texts),
    logProbabilities: parts.flatMap((part) => part.logProbabilities),
    ...all("ended"),
    ...(tokenizer === undefined ? {} : { ...all("tokens"), tokenizer }),
    ...(maximumTokens === undefined ? {} : { maximumTokens }),
  };
}

/** The first `count` samples. */
export function firstSamples(samples: ReferenceSamples, count: number): ReferenceSamples {
  const { texts, logProbabilities, ended, tokens } = samples;
  return {
    ...samples,
    texts: texts.slice(0, count),
    logProbabilities: logProbabilities.slice(0, count),
    ...(ended ? { ended: ended.slice(0, count) } : {}),
    ...(tokens ? { tokens: tokens.slice(0, count) } : {}),
  };
}

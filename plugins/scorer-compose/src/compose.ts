import { checkOptions, isAligned, type Scorer } from "@preflm/core";
import { type Part, partsOf } from "./parts.ts";
import { scoreSegments } from "./segments.ts";

/** The options of `compose`. */
export interface ComposeOptions {
  /** The scorers, by the names that findings and the other options use. */
  readonly scorers: Readonly<Record<string, Scorer>>;
  /** What each scorer's scores are multiplied by, above 0. Default: 1. */
  readonly weights?: Readonly<Record<string, number>>;
  /** A scorer counts only where its own score, before the weight, is above its gate (≥ 0). Default: 0. */
  readonly gates?: Readonly<Record<string, number>>;
  /** Add up what counts, or take the largest. Default `"sum"`. */
  readonly by?: "sum" | "max";
  /** The scorer whose segments `annotate` gives. Default: the first. */
  readonly segments?: string;
}

/**
 * Several scorers as one: Σ wᵢ·gᵢ(xᵢ) or max wᵢ·gᵢ(xᵢ), with xᵢ the score that scorer i gives a text, wᵢ its weight and
 * gᵢ(x) = x above its gate, else 0.
 */
export function compose(options: ComposeOptions): Scorer {
  const known = ["scorers", "weights", "gates", "by", "segments"];
  const check = checkOptions("compose", options, known);
  const by = check.oneOf("by", options.by ?? "sum", ["sum", "max"]);
  const parts = partsOf(options);
  const names = parts.map((part) => part.name);
  const leader = check.oneOf(
    "segments",
    options.segments ?? Object.keys(options.scorers)[0],
    names,
  );

  /** The i-th text's score, from one list of scores a part. */
  const combine = (scores: readonly (readonly number[])[], i: number): number => {
    const counted = parts.map(({ weight, gate }, part) =>
      isAligned(scores[part][i], gate) ? 0 : weight * scores[part][i],
    );
    return by === "max" ? Math.max(...counted) : counted.reduce((sum, score) => sum + score, 0);
  };

  const explainers = parts.filter(({ scorer }) => scorer.explain);
  return {
    specificationVersion: "v1",
    name: names.join("+"),
    fingerprint: `compose 1 ${JSON.stringify([by, leader, ...parts.map(identity)])}`,
    unit: unitOf(by, parts),
    async annotate(documents) {
      const { segments, scores } = await scoreSegments(documents, parts, names.indexOf(leader));
      return segments.map((texts, document) =>
        texts.map((text, i) => ({ text, score: combine(scores[document], i) })),
      );
    },
    async score(texts) {
      const scores = await Promise.all(parts.map(({ scorer }) => scorer.score(texts)));
      return texts.map((_, i) => combine(scores, i));
    },
    ...(explainers.length > 0 && {
      async explain(text) {
        const findings = explainers.map(async ({ name, scorer }) =>
          ((await scorer.explain?.(text)) ?? []).map((finding) => ({
            ...finding,
            label: `${name}: ${finding.label}`,
          })),
        );
        return (await Promise.all(findings)).flat().sort((a, b) => a.start - b.start);
      },
    }),
  };
}

function identity({ name, scorer, weight, gate }: Part) {
  return [name, weight, gate, scorer.fingerprint];
}

/** Such as `pii + 2·toxicity`, in the unit of the parts if all share one. */
function unitOf(by: "sum" | "max", parts: readonly Part[]): Scorer["unit"] {
  const terms = parts.map(({ name, weight }) => (weight === 1 ? name : `${weight}·${name}`));
  const formula = by === "sum" ? terms.join(" + ") : `max(${terms.join(", ")})`;
  const [unit, ...others] = parts.map(({ scorer }) => scorer.unit);
  const shared = others.every(
    (other) => other?.label === unit?.label && other?.scale === unit?.scale,
  );
  return unit && shared
    ? { label: `${formula}, ${unit.label}`, scale: unit.scale }
    : { label: formula, scale: 1 };
}

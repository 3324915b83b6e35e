import type { AdversaryExample } from "./adversary.ts";

/**
 * Draws `count` prompts without replacement, each next one with p ∝ exp(scale·score / temperature) among those
 * that are left (Korbak et al. 2023, §3.3). All of a smaller pool.
 *
 * The `count` largest of scale·score / temperature plus Gumbel noise have exactly this distribution (Yellott 1977), so that
 * no exponential can overflow. Temperature 0 takes the highest scores.
 *
 * @param scale by default 1 / the highest score of the pool, so that a temperature means the same for any scorer
 */
export function drawExamples<T extends AdversaryExample>(
  pool: readonly T[],
  count: number,
  {
    temperature,
    scale,
    uniform,
  }: { readonly temperature: number; readonly scale?: number; readonly uniform: () => number },
): readonly T[] {
  const highest = pool.reduce((most, { score }) => Math.max(most, score), 0);
  const factor = scale ?? (highest > 0 ? 1 / highest : 0);
  return pool
    .map((entry) => ({ entry, key: factor * entry.score + temperature * gumbel(uniform) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ entry }) => entry);
}

/** −ln(−ln u), with u inside (0, 1). */
function gumbel(uniform: () => number): number {
  return -Math.log(-Math.log(uniform() * (1 - 2 ** -32) + 2 ** -33));
}

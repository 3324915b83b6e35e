/**
 * Proposes prompts that make a model misbehave, given some that do and how well they do: the contract that a
 * stochastic few-shot search needs (Perez et al. 2022, §3.1; Korbak et al. 2023, §3.3).
 */
export interface Adversary {
  /** What results call it. */
  readonly name: string;
  /**
   * About `count` new prompts; fewer, or none, if it has no more to offer.
   *
   * @param examples prompts drawn from the pool; a higher score is worse text from the target
   * @param options.seed of everything random: the same arguments give the same prompts
   */
  propose(
    examples: readonly AdversaryExample[],
    count: number,
    options: { readonly seed: number; readonly signal?: AbortSignal },
  ): Promise<readonly string[]>;
}

/** A prompt that the adversary can learn from. */
export interface AdversaryExample {
  readonly prompt: string;
  /** Mean score of the target's completions. */
  readonly score: number;
}

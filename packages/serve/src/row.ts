import type { Choice } from "@preflm/eval";
import type { ScoredToken } from "./transcript.ts";

/** One completion to be made. */
export interface Row {
  /** What the model reads: end-of-text, a mark if any, the prompt. */
  readonly prompt: Int32Array;
  /** Whether the tokens of the prompt are scored, from the second one on. */
  readonly scorePrompt: boolean;
  /** Most tokens after the prompt; may be 0. */
  readonly maximumTokens: number;
  readonly choice: Choice;
  /** Never sampled. */
  readonly forbidden: readonly number[];
  /** Added to the logits before a token is chosen. */
  readonly bias: ReadonlyMap<number, number>;
  /** How many alternatives are wanted beside each scored token; 0 for none. */
  readonly alternatives: number;
  readonly uniform: () => number;
  /** Stops the row: nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** Hears the scored tokens of the prompt, in order. */
  onPrompt(token: ScoredToken): void;
  /** Hears each sampled token; true ends the row. */
  onToken(token: ScoredToken): boolean;
}

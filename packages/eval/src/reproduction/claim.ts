import type { Experiments, Reproduction } from "./reproduction.ts";

/** What the numbers say about a claim of the paper; "not shown" is "not shown at this scale". */
export type Verdict = "agrees" | "differs" | "not shown";

/** A claim of the paper with what this reproduction found: plain JSON. */
export interface Claim extends ClaimWords, Judgement {
  /** What may hide the claim or flatter it here, computed. */
  readonly doubts: readonly string[];
}

/** A claim of the paper and how it is judged. */
export interface ClaimRule extends ClaimWords {
  /** The experiment that it is judged on. */
  readonly needs: keyof Experiments;
  /** The objectives whose scores it is about: doubts about these and about mle are told beside it. */
  readonly about: readonly string[];
  /** The verdict, or what is missing for one. */
  judge(reproduction: Reproduction): Judgement | string;
}

/** A claim in words. */
export interface ClaimWords {
  readonly id: string;
  readonly heading: string;
  /** What the paper reports, in our words. */
  readonly statement: string;
  /** Where in the paper. */
  readonly source: string;
  /** When it agrees and when it differs. */
  readonly rule: string;
}

/** A verdict and what it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why, in one or two sentences with the numbers. */
  readonly because: string;
  /** The one number that goes into the summary. */
  readonly shown: string;
  /** What the verdict was computed from. */
  readonly numbers: readonly ClaimNumber[];
}

/** One number behind a verdict; the interval is the 95 % one over training seeds, absent with one seed. */
export interface ClaimNumber {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit?: string;
}

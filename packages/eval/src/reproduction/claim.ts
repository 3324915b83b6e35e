/** What the numbers say about a claim of the paper. */
export type Verdict = "agrees" | "differs" | "not shown";

/** A claim of the paper with what this reproduction found. */
export interface Claim {
  readonly id: string;
  readonly heading: string;
  /** What the paper reports, in our words. */
  readonly statement: string;
  /** Section or figure of the paper. */
  readonly source: string;
  readonly verdict: Verdict;
  /** Why, in one or two sentences with the numbers. */
  readonly because: string;
  /** The one number that goes into the summary. */
  readonly shown: string;
  /** What the verdict was computed from. */
  readonly numbers: readonly ClaimNumber[];
}

/** One number behind a verdict, with its 95 % interval where it has one. */
export interface ClaimNumber {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit?: string;
}

import { isAligned, PreflmError, type Scorer, show } from "@preflm/core";
import { findingsOf } from "./to-autoevals.ts";

/** What `expect.extend(matchers)` adds. Both are asynchronous: `await` them. */
export interface ScoreMatchers {
  /** The text's score is less than the limit: `await expect(text).toScoreBelow(pii(), 0.01)`. */
  toScoreBelow(scorer: Scorer, limit: number): Promise<void>;
  /** The text's score is at most the limit, so 0 is nothing at all: `await expect(text).toScoreAtMost(pii(), 0)`. */
  toScoreAtMost(scorer: Scorer, limit: number): Promise<void>;
}

// Global namespaces, which vitest's and jest's types build on: `declare module "vitest"` would be an error for
// everyone who has no vitest.
declare global {
  namespace Chai {
    interface Assertion extends ScoreMatchers {}
  }
  namespace jest {
    interface Matchers<R, T> extends ScoreMatchers {}
  }
}

interface Context {
  readonly isNot?: boolean;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual: number;
  readonly expected: string;
}

/** Matchers for `expect.extend` of vitest and jest; a failure shows score, limit and what the scorer found. */
export const matchers = {
  toScoreBelow(this: Context, text: unknown, scorer: Scorer, limit: number) {
    return judge("toScoreBelow", this, text, scorer, limit);
  },
  toScoreAtMost(this: Context, text: unknown, scorer: Scorer, limit: number) {
    return judge("toScoreAtMost", this, text, scorer, limit);
  },
};

async function judge(
  matcher: keyof ScoreMatchers,
  context: Context,
  text: unknown,
  scorer: Scorer,
  limit: number,
): Promise<Verdict> {
  if (typeof text !== "string") fail(`${matcher} is for texts, got ${show(text)}`);
  if (scorer?.specificationVersion !== "v1")
    fail(`${matcher} takes a scorer, such as pii(), and a limit, got ${show(scorer)}`);
  if (!(limit >= 0)) fail(`the limit of ${matcher} must be a score ≥ 0, got ${show(limit)}`);
  const [score] = await scorer.score([text]);
  const findings = await findingsOf(scorer, text);
  const pass = matcher === "toScoreBelow" ? score < limit : isAligned(score, limit);
  const asked = `${matcher === "toScoreBelow" ? "below" : "at most"} ${limit}`;
  return {
    pass,
    actual: score,
    expected: `${context.isNot ? "not " : ""}${asked}`,
    message: () =>
      [
        `expected the text ${context.isNot ? "not " : ""}to score ${asked} by ${scorer.name}, but it scores ${Number(score.toPrecision(6))}`,
        show(text),
        ...findings
          .slice(0, SHOWN)
          .map(({ label, text, start }) => `  ${label} at ${start}: ${show(text)}`),
        ...(findings.length > SHOWN ? [`  and ${findings.length - SHOWN} more findings`] : []),
      ].join("\n"),
  };
}

/** Findings in a message. */
const SHOWN = 10;

function fail(message: string): never {
  throw new PreflmError("invalid-input", `${message}.`);
}

import { expectTrue } from "../compare.ts";
import type { ScorerLaw } from "./subject.ts";

/** One line of each, repeated to 1 MB: what makes regular expressions backtrack. */
const patterns: readonly string[] = [
  ...["a", " ", "1", ".", "@", "-", "(", "\n", "\\", "\ud800"],
  ...["a.", "a@", "1-", "1 ", "http://", "word "],
];

/** Up to 1 MB in steps, so that quadratic time shows before it takes hours, and exponential before days. */
const lengths = [30, 300, 3_000, 30_000, 300_000, 1_000_000];

/** Laws of texts made to hurt. */
export const hostileLaws: readonly ScorerLaw[] = [
  {
    name: "ends within the time limit on a 1 MB line of anything, with its laws intact",
    async check({ scorer, timeLimit }) {
      for (const pattern of patterns) {
        for (const length of lengths) {
          const text = pattern.repeat(Math.ceil(length / pattern.length));
          const start = performance.now();
          const [score] = await scorer.score([text]);
          const [segments] = await scorer.annotate([text]);
          await scorer.explain?.(text);
          const elapsed = performance.now() - start;
          const what = `${JSON.stringify(pattern)} repeated to ${length} characters`;
          expectTrue(
            elapsed <= timeLimit,
            `${what} took ${elapsed.toFixed(0)} ms, more than ${timeLimit}.`,
          );
          expectTrue(score >= 0 && score < Infinity, `${what} scores ${score}.`);
          expectTrue(
            segments.map((segment) => segment.text).join("") === text,
            `The segments of ${what} do not concatenate back to it.`,
          );
        }
      }
    },
  },
];

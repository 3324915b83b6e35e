import { pii } from "@preflm/scorer-pii";
import { expect as jestExpect } from "expect";
import { describe, expect, it } from "vitest";
import { matchers } from "./index.ts";

expect.extend(matchers);
jestExpect.extend(matchers);

const MAIL = "Write to jane@example.com"; // 1 finding in 25 characters
/** jest's `expect`; the types of its globals build on `namespace jest`, those of this package do not. */
const byJest = jestExpect as unknown as typeof expect;

describe.each([
  ["vitest", expect],
  ["jest", byJest],
])("the matchers in %s", (_, expects) => {
  it("compare a text's score with a limit", async () => {
    await expects(MAIL).toScoreBelow(pii(), 0.041);
    await expects(MAIL).not.toScoreBelow(pii(), 1 / 25);
    await expects(MAIL).toScoreAtMost(pii(), 1 / 25);
    await expects(MAIL).not.toScoreAtMost(pii(), 0);
    await expects("Hello.").toScoreAtMost(pii(), 0);
    await expects(Promise.resolve(MAIL)).resolves.toScoreBelow(pii(), 0.05);
  });

  it("say what was expected, what the score is and what was found", async () => {
    const failure = expects(MAIL).toScoreBelow(pii(), 0.01);
    await expect(failure).rejects.toThrow(
      'expected the text to score below 0.01 by pii, but it scores 0.04\n"Write to jane@example.com"\n  email at 9: "jane@example.com"',
    );
    await expect(expects("Hello.").not.toScoreAtMost(pii(), 0)).rejects.toThrow(
      "expected the text not to score at most 0 by pii, but it scores 0",
    );
    const many = expects("@jack ".repeat(12)).toScoreAtMost(pii(), 0);
    await expect(many).rejects.toThrow(/and 2 more findings/);
  });

  it("refuse what they cannot judge, also after not", async () => {
    for (const not of [true, false]) {
      const about = (value: unknown) => (not ? expects(value).not : expects(value));
      await expect(about(3).toScoreBelow(pii(), 1)).rejects.toThrow(/for texts, got 3/);
      await expect(about("").toScoreBelow("pii" as never, 1)).rejects.toThrow(/takes a scorer/);
      await expect(about("").toScoreAtMost(pii(), Number.NaN)).rejects.toThrow(/limit.*got NaN/);
    }
  });

  it("are typed", async () => {
    // @ts-expect-error the limit is missing
    await expect(expects(MAIL).toScoreBelow(pii())).rejects.toThrow(/limit/);
  });
});

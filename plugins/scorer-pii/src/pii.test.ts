import { createRequire } from "node:module";
import { testScorer } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { pii } from "./index.ts";

const PHONE_AND_MAIL = "Write to jane@example.com. Or call 650-253-0000!\nThanks";

testScorer(() => pii(), {
  texts: [PHONE_AND_MAIL, "login root password x", "4111111111111111 \u{1f600}@jack"],
  variants: [
    pii({ segments: "lines" }),
    pii({ detectors: ["email"] }),
    pii({ normalization: "per-character-squared" }),
  ],
});

describe("pii", () => {
  it("scores findings per character, in code points", async () => {
    const texts = ["", "nothing", "@jack", "\u{1f600} @jack", "@jack @jill", PHONE_AND_MAIL];
    expect(await pii().score(texts)).toEqual([0, 0, 1 / 5, 1 / 7, 2 / 11, 2 / 55]);
  });

  it("counts findings that overlap or touch once", async () => {
    expect(await pii().score(["http://jane@example.com"])).toEqual([1 / 23]);
  });

  it("divides twice by the length where asked to", async () => {
    expect(await pii({ normalization: "per-character-squared" }).score(["@jack"])).toEqual([
      1 / 25,
    ]);
  });

  it("scores sentences or lines", async () => {
    const [bySentence] = await pii().annotate([PHONE_AND_MAIL]);
    expect(bySentence).toEqual([
      { text: "Write to jane@example.com. ", score: 1 / 27 },
      { text: "Or call 650-253-0000!", score: 1 / 21 },
      { text: "\nThanks", score: 0 },
    ]);
    const [byLine] = await pii({ segments: "lines" }).annotate([PHONE_AND_MAIL]);
    expect(byLine).toEqual([
      { text: "Write to jane@example.com. Or call 650-253-0000!\n", score: 2 / 49 },
      { text: "Thanks", score: 0 },
    ]);
  });

  it("explains with labelled findings of the chosen detectors", async () => {
    expect(await pii({ detectors: ["email"] }).explain?.("@jack a@b.cd")).toEqual([
      { start: 6, end: 12, label: "email" },
    ]);
  });

  it("has one fingerprint for one behaviour, whatever the order of the detectors", () => {
    const print = (...options: Parameters<typeof pii>) => pii(...options).fingerprint;
    expect(print()).toBe(print({ segments: "sentences", normalization: "per-character" }));
    expect(print({ detectors: ["url", "email"] })).toBe(print({ detectors: ["email", "url"] }));
    expect(print({ detectors: ["url"] })).not.toBe(print());
  });

  it("names the installed libphonenumber-js in its fingerprint", () => {
    const { version } = createRequire(import.meta.url)("libphonenumber-js/package.json");
    expect(pii().fingerprint).toContain(`libphonenumber-js-${version}`);
  });

  it("refuses unknown options and values", () => {
    const refuse = (options: object, message: RegExp) =>
      expect(() => pii(options)).toThrow(message);
    refuse({ segment: "lines" }, /no option "segment".*Did you mean "segments"/);
    refuse({ segments: "words" }, /"segments" must be one of "sentences", "lines"/);
    refuse({ detectors: ["e-mail"] }, /Did you mean "email"/);
    refuse({ detectors: [] }, /"detectors" must be a list/);
    refuse({ detectors: "email" }, /"detectors" must be a list/);
    refuse({ normalization: 2 }, /"normalization" must be one of/);
  });
});

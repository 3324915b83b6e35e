import { readFileSync } from "node:fs";
import { testScorer } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { pii } from "./index.ts";

const PHONE_AND_MAIL = "Write to jane@example.com. Or call 650-253-0000!\nThanks";

testScorer(() => pii(), {
  texts: [PHONE_AND_MAIL, "login root password x", "4111111111111111 \u{1f600}@jack"],
  variants: [
    pii({ segments: "lines" }),
    pii({ detectors: ["email"] }),
    pii({ normalization: "per-character-squared" }),
    pii({ detectors: ["default", "date_of_birth", "skype", "address"] }),
  ],
});

for (const name of ["address", "date_of_birth", "skype"] as const) {
  describe(`with ${name}`, () => {
    testScorer(() => pii({ detectors: [name] }), {
      texts: cases[name].map((text) => text.replace(/[«»]/g, "")),
      variants: [
        pii(),
        pii({ detectors: ["default", name] }),
        pii({ detectors: [name], today: "1990-01-01" }),
      ],
    });
  });
}

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

  it("names what is installed in its fingerprint", () => {
    const { fingerprint } = pii({ detectors: ["default", "date_of_birth", "skype"] });
    for (const name of ["libphonenumber-js", "chrono-node", "popular-english-words"]) {
      const path = `${import.meta.dirname}/../node_modules/${name}/package.json`;
      const { version } = JSON.parse(readFileSync(path, "utf8"));
      expect(fingerprint).toContain(`${name}-${version}`);
    }
  });

  it("keeps its fingerprint when nothing is added, and changes it with what is", () => {
    const print = (...options: Parameters<typeof pii>) => pii(...options).fingerprint;
    expect(print()).toBe(
      "pii rules-1 libphonenumber-js-1.13.16 sentences per-character " +
        "credential+credit_card+email+phone+social_security_number+twitter+url",
    );
    expect(print({ detectors: ["default"], today: "2000-01-01" })).toBe(print());
    const birth = ["default", "date_of_birth"] as const;
    const prints = [
      print(),
      print({ detectors: birth }),
      print({ detectors: birth, today: "2000-01-01" }),
      print({ detectors: ["default", "skype"] }),
      print({ detectors: ["default", "address"] }),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it("counts ages from the pinned day, whatever the clock and the time zone", async () => {
    const scorer = (today: string) => pii({ detectors: ["date_of_birth"], today });
    const text = "born on 31 December 1985, 1 January 2003 at 00:30+14:00, 40 years ago";
    const count = async (today: string) => (await scorer(today).explain?.(text))?.length;
    const zone = process.env.TZ;
    try {
      for (process.env.TZ of ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
        expect(await count("2002-12-31")).toBe(1);
        expect(await count("2003-01-01")).toBe(2);
        expect(await count("2021-12-31")).toBe(3);
      }
    } finally {
      process.env.TZ = zone ?? "";
    }
  });

  it("refuses unknown options and values", () => {
    const refuse = (options: object, message: RegExp) =>
      expect(() => pii(options)).toThrow(message);
    refuse({ segment: "lines" }, /no option "segment".*Did you mean "segments"/);
    refuse({ segments: "words" }, /"segments" must be one of "sentences", "lines"/);
    refuse({ detectors: ["e-mail"] }, /Did you mean "email"/);
    refuse({ detectors: [] }, /"detectors" must be a list/);
    refuse({ detectors: "email" }, /"detectors" must be a list/);
    refuse({ detectors: ["default", "birth"] }, /"detectors" must be one of/);
    refuse({ today: "yesterday" }, /"today" must be a day such as/);
    refuse({ today: "2023-13-01" }, /"today" must be a day such as/);
    refuse({ normalization: 2 }, /"normalization" must be one of/);
  });
});

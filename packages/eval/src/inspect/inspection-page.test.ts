import type { ScoredDocument, Scorer } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { inspect } from "./inspect.ts";
import { renderInspection } from "./inspection-page.ts";
import { inspectionText } from "./inspection-text.ts";
import { circles, scoredDocuments, streamed, words } from "./test-corpus.ts";

const HOSTILE = [
  "</pre></script></style><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  `"><a href='javascript:alert(1)'>`,
  "\0NUL\x07\x1b[31m",
  "\u202egnp.exe\u2066\u200b",
  "👩‍👩‍👧 emoji 漢字 مرحبا",
  "\ud800 lone",
].join(" | ");

const hostileScorer: Scorer = {
  ...circles,
  name: HOSTILE,
  unit: { label: HOSTILE, scale: 1000 },
  explain: async () => [
    { start: -5, end: 30, label: HOSTILE },
    { start: 10, end: 1e9, label: "beyond" },
    { start: 7, end: 7, label: "empty" },
  ],
};

const one = (text: string, score: number): ScoredDocument[] => [
  { id: HOSTILE, segments: [{ text, score }] },
];

/** Corpora that numbers, pictures or texts could stumble over. */
const corpora: Readonly<Record<string, readonly ScoredDocument[]>> = {
  ordinary: scoredDocuments(1, 200),
  hostile: scoredDocuments(2, 50).flatMap((document, i) => [document, ...one(HOSTILE + i, i / 50)]),
  "one document": one("word", 0.5),
  "all zero": scoredDocuments(3, 50, 1),
  "no zero": scoredDocuments(4, 50, 0),
  "one giant segment": one("x".repeat(3_000_000), 0.001),
  "tiny and huge scores": [...one("a", 1e-30), ...one("b", 1e30), ...one("c", 5)],
  "blank and empty segments": [...one("  \n", 0.1), ...one("", 0), ...one("x", 0)],
};

const inspected = Object.entries(corpora).map(([name, documents]) => {
  const options = { name: HOSTILE, scorer: hostileScorer, tokenizer: words };
  const inspection = inspect(streamed(documents), options);
  return [name, inspection, inspection.then(renderInspection)] as const;
});

describe.each(inspected)("the page of a corpus: %s", (_, inspection, rendered) => {
  it("holds no script, no attribute that acts, and text only as text", async () => {
    const page = await rendered;
    const style = page.match(/<style>([^<]*)<\/style>/)?.[0] ?? "";
    const tags = [...page.replace(style, "").matchAll(/<[a-zA-Z/!?](?:"[^"]*"|[^'">])*>/g)];
    expect(tags.length).toBeGreaterThan(50);
    for (const [tag] of tags) {
      expect(tag).not.toMatch(/^<\/?(script|img|a|iframe|link|object|style)\b/i);
      expect(tag.replace(/="[^"]*"/g, "=")).not.toMatch(/\s(on\w+|href|src|style|action)\s*=/i);
    }
    expect(page).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]/);
    expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'/);
    expect(() => encodeURIComponent(page)).not.toThrow(); // as it would on a lone surrogate
  });

  it("says no number that is none, and is no larger than a page should be", async () => {
    const page = await rendered;
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(page.length).toBeLessThan(300_000);
  });

  it("fits a terminal of 100 columns without a character that acts on it", async () => {
    const text = inspectionText(await inspection);
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    for (const line of text.split("\n").filter((line) => !line.includes("👩")))
      expect([...line].length).toBeLessThanOrEqual(100);
  });
});

describe("an inspection", () => {
  it("shows what was found, highlighted, and what is suggested", async () => {
    const found = await inspect(streamed(scoredDocuments(1, 200)), { scorer: circles });
    const page = await renderInspection(found);
    expect(page).toContain('w<mark title="o">o</mark>rd');
    expect(page).toContain("threshold: 0");
    expect(await renderInspection(JSON.parse(JSON.stringify(found)))).toBe(page);
    const text = inspectionText(found);
    expect(text).toContain("w‹o›rd");
    expect(text).toMatch(/conditional, unlikelihood: threshold 0\n {4}6\d % of the segments/);
    expect(text).toMatch(/o +[\d,]+ +100 % of segments {2}█{30}/);
  });

  it("needs neither a scorer nor a tokenizer", async () => {
    const found = await inspect(streamed(scoredDocuments(1, 20)));
    expect(found).not.toHaveProperty("labels");
    expect(found.counts).not.toHaveProperty("tokens");
    expect(await renderInspection(found)).toContain("misaligned characters");
    expect(inspectionText(found)).toContain("characters");
  });
});

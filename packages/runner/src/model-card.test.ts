import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ModelFacts, modelCard } from "./model-card.ts";

const facts: ModelFacts = {
  name: "conditional-seed1",
  objective: { name: "conditional", options: { threshold: 0 } },
  seed: 1,
  step: 20,
  steps: 20,
  tokens: 2560,
  generation: { prefix: "<|aligned|>", banned: ["<|misaligned|>"] },
  corpus: { name: "letters", documents: 200, heldOut: 20, sha256: "abc" },
  scorer: { fingerprint: "pii@1", unit: { label: "PII spans per 1,000 characters", scale: 1000 } },
  settings: { training: { learningRate: 1e-3 } },
  versions: { preflm: "1.2.3", node: "v20" },
};
const results = [
  { type: "bits_per_byte", name: "held-out bits per byte", value: 2.5 },
  { type: "misalignment", name: "mean score, unconditional", value: 1.23456789e-6 },
];

/** Names that files and options may have. */
const hostile = [
  "no",
  "1e3",
  "# a comment",
  "a: b",
  "- [x]",
  '"quoted" \\ back',
  "naïve 🙂 東京",
  "'single'",
  "{{ jinja }} %TAG !!python/object",
  "`ticks` ```` and | pipes",
  "*alias &anchor",
  "~",
];
const split: [string, string][] = [
  ["two\nlines---\n---\n", "two lines--- ---"],
  ["nul\u0000 del\u007f next\u0085 bom\uFEFF lone\uD800", "nul  del  next  bom  lone"],
  ["", "unnamed"],
];

/** The front matter, read as YAML 1.2 and as the 1.1 of Python's readers, which must agree. */
function frontMatter(card: string) {
  const [, yaml] = /^---\n([\s\S]*?)\n---\n\n# /.exec(card)!;
  const read = parse(yaml);
  expect(parse(yaml, { version: "1.1" })).toEqual(read);
  return read;
}

describe("a model card", () => {
  it("has front matter as the hub reads it, without a license or a language that nobody gave", () => {
    const { "model-index": index, ...rest } = frontMatter(modelCard({ ...facts, results }));
    expect(rest).toEqual({
      library_name: "transformers",
      pipeline_tag: "text-generation",
      tags: ["preflm", "pretraining-with-human-preferences", "conditional"],
    });
    const [{ name, results: measured }] = index;
    expect(name).toBe("conditional-seed1");
    expect(measured).toEqual([
      {
        task: { type: "text-generation", name: "Text generation" },
        dataset: { type: "local", name: "letters" },
        metrics: [results[0], { ...results[1], value: 0.000001 }],
      },
    ]);
  });

  it.each([...hostile.map((name): [string, string] => [name, name]), ...split])(
    "quotes the corpus name %j",
    (name, shown) => {
      const card = modelCard({ ...facts, corpus: { ...facts.corpus, name }, results });
      expect(frontMatter(card)["model-index"][0].results[0].dataset.name).toBe(shown);
      const line = card.split("\n").find((text) => text.startsWith("- Corpus: "))!;
      expect(line).toContain(shown === "unnamed" ? "``" : shown);
    },
  );

  it("keeps its code blocks closed and its settings JSON, whatever they hold", () => {
    const settings = { path: "a\n```\n# not a heading\n", deep: { "```": ["---"] } };
    const objective = { name: "x", options: { mark: "```\n" } };
    const card = modelCard({ ...facts, settings, objective });
    const blocks = [...card.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
    expect(blocks.map(([, language]) => language)).toEqual(["python", "json"]);
    expect(JSON.parse(blocks[1][2])).toMatchObject({ objective, settings });
  });

  it("says how to sample: behind the mark, without the banned tokens", () => {
    const card = modelCard(facts);
    expect(card).toContain('convert_tokens_to_ids(["<|aligned|>"])');
    expect(card).toContain('suppress_tokens=tokenizer.convert_tokens_to_ids(["<|misaligned|>"])');
    const { generation: _, ...plain } = facts;
    expect(modelCard(plain)).not.toMatch(/aligned\|>|suppress_tokens/);
  });

  it("claims no results before they are measured, and says how far the training is", () => {
    const card = modelCard({ ...facts, step: 5 });
    expect(card).toContain("in the midst of training: update 5 of 20");
    expect(card).toContain("Not measured yet.");
    expect(frontMatter(card)["model-index"]).toBeUndefined();
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bigramModel } from "../test-bigram.ts";
import { drawScenario, type SampledModel } from "./draw-scenario.ts";
import { sampleScenario } from "./sample-scenario.ts";
import { completeScenario, type Scenario } from "./scenario.ts";
import { scenarioTokens } from "./scenario-tokens.ts";
import { BAD, BAD_ID, countC, GOOD, GOOD_ID, letters, TABLE } from "./test-letters.ts";

const marks = { controlTokens: [GOOD, BAD], generation: { prefix: GOOD, banned: [BAD] } };
const defaults = { count: 40, temperature: 1, topP: 1, minimumLength: 0 };
const sampled = () => ({ model: bigramModel(TABLE, 16), tokenizer: letters, marks });
const draw = (scenario: Partial<Scenario>, from: SampledModel = sampled()) =>
  sampleScenario(from, completeScenario({ name: "test", ...scenario }, defaults), countC, 1);
const texts = async (scenario: Partial<Scenario>) =>
  (await draw(scenario)).samples.map(({ text }) => text);
const file = (content: string) => {
  const path = join(mkdtempSync(join(tmpdir(), "preflm-prompts-")), "prompts.jsonl");
  writeFileSync(path, content);
  return path;
};

describe("a scenario", () => {
  it("without anything else samples as the objective says, and the same each time", async () => {
    const result = await draw({});
    expect(result).toMatchObject({ name: "test", mark: GOOD });
    expect(result.samplesPerSecond).toBeGreaterThan(0);
    expect(result.samples).toHaveLength(40);
    expect(result.samples.every((sample) => !("prompt" in sample))).toBe(true);
    expect((await draw({})).samples).toEqual(result.samples);
    expect((await draw({ mark: "aligned" })).samples).toEqual(result.samples);
    expect((await draw({ mark: GOOD })).samples).toEqual(result.samples);
  });

  it("goes by its mark: what the model says after it, and which marks it may sample", async () => {
    const first = (text: string) => text[0];
    const good = (await texts({ minimumLength: 1 })).map(first);
    const bad = (await texts({ minimumLength: 1, mark: "misaligned" })).map(first);
    const count = (letter: string, all: string[]) => all.filter((l) => l === letter).length;
    expect(count("a", good)).toBeGreaterThan(count("c", good));
    expect(count("c", bad)).toBeGreaterThan(count("a", bad));
    expect((await draw({ mark: "misaligned" })).mark).toBe(BAD);
    expect(await draw({ mark: "none" })).not.toHaveProperty("mark");
  });

  it("refuses what a scorer gives that is no finite score of each text", async () => {
    const scored = (score: (texts: readonly string[]) => number[]) => {
      const scorer = { ...countC, score: async (texts: readonly string[]) => score(texts) };
      const scenario = completeScenario({ name: "test" }, defaults);
      return expect(sampleScenario(sampled(), scenario, scorer, 1)).rejects;
    };
    await scored((texts) => texts.map((_, i) => (i === 3 ? Number.NaN : 0))).toThrow(
      /gave the score NaN for "/,
    );
    await scored((texts) => texts.map(() => Infinity)).toThrow(/gave the score Infinity/);
    await scored(() => [0]).toThrow(/gave 1 scores for 40 texts/);
  });

  it("under no mark starts from end-of-text and samples no mark", async () => {
    const model = bigramModel(TABLE, 16);
    const prompts: Int32Array[] = [];
    const watched = {
      ...model,
      decode: (given: readonly Int32Array[]) => {
        prompts.push(...given);
        return model.decode(given);
      },
    };
    await draw({ mark: "none" }, { ...sampled(), model: watched });
    expect(prompts.every((prompt) => prompt.join() === "0")).toBe(true);
    const scenario = completeScenario({ name: "x", mark: "none", count: 200 }, defaults);
    for await (const { text, ended } of drawScenario(sampled(), scenario, 1))
      if (!ended) expect(text).toHaveLength(15); // a sampled mark would decode to nothing
  });

  it("never samples marks that the objective knows nothing of", async () => {
    const scenario = completeScenario({ name: "x", count: 200 }, defaults);
    for (const controlTokens of [[], [BAD]]) {
      const from = { ...sampled(), marks: { controlTokens } };
      const { banned } = await scenarioTokens({ ...from, context: 16 }, scenario);
      expect(banned.includes(GOOD_ID)).toBe(true);
      expect(banned.includes(BAD_ID)).toBe(controlTokens.length === 0);
    }
  });

  it("continues its prompts in turn, with the prefix before them, scoring only what is told", async () => {
    const prompts = ["abc", "c"];
    const plain = await draw({ prompts, prefix: "b", count: 5, maximumLength: 4 });
    expect(plain.samples.map(({ prompt }) => prompt)).toEqual(["abc", "c", "abc", "c", "abc"]);
    const whole = await draw({
      ...{ prompts, prefix: "b", count: 5, maximumLength: 4 },
      scorePrompt: true,
    });
    expect(whole.samples.map(({ text }) => text)).toEqual(plain.samples.map(({ text }) => text));
    const scores = (prompted: boolean) =>
      countC.score(plain.samples.map(({ text, prompt }) => (prompted ? prompt : "") + text));
    expect(plain.samples.map(({ score }) => score)).toEqual(await scores(false));
    expect(whole.samples.map(({ score }) => score)).toEqual(await scores(true));
  });

  it("puts the mark before the prompt, or after it", async () => {
    const seen = async (scenario: Partial<Scenario>) => {
      const model = bigramModel(TABLE, 16);
      let prompt: Int32Array | undefined;
      const watched = {
        ...model,
        decode: (given: readonly Int32Array[]) => {
          prompt = given[0];
          return model.decode(given);
        },
      };
      await draw({ prompts: ["ab"], ...scenario }, { ...sampled(), model: watched });
      return [...(prompt ?? [])];
    };
    expect(await seen({})).toEqual([0, 4, 1, 2]);
    expect(await seen({ markAfterPrompt: true })).toEqual([0, 1, 2, 4]);
    expect(await seen({ mark: "none", prefix: "c" })).toEqual([0, 3, 1, 2]);
  });

  it("keeps to its lengths and never samples what it bans", async () => {
    expect(
      (await texts({ totalLength: 6, minimumLength: 4, banned: [GOOD] })).map(
        (text) => text.length,
      ),
    ).toEqual(
      Array(40).fill(4), // six less end-of-text and the mark
    );
    const long = await texts({ prompts: ["a", "abc"], totalLength: 8, banned: ["b"] });
    for (const [i, text] of long.entries()) {
      expect(text.length).toBeLessThanOrEqual(i % 2 ? 3 : 5);
      expect(text).not.toContain("b");
    }
    expect((await draw({ maximumLength: 3 })).samples.every(({ text }) => text.length <= 3)).toBe(
      true,
    );
  });

  it("keeps of several candidates the one that scores best", async () => {
    const mean = async (bestOf: number) => {
      const { samples } = await draw({ bestOf, minimumLength: 6, prompts: ["a", "ab", "abc"] });
      expect(samples.map(({ prompt }) => prompt?.length)).toEqual(
        samples.map((_, i) => (i % 3) + 1),
      );
      return samples.reduce((sum, { score }) => sum + score, 0);
    };
    expect(await mean(4)).toBeLessThan(0.8 * (await mean(1)));
  });

  it("steers from the misaligned mark to the aligned one and beyond", async () => {
    const share = async (scenario: Partial<Scenario>) => {
      const first = (
        await texts({ count: 400, maximumLength: 1, minimumLength: 1, ...scenario })
      ).join("");
      return first.split("a").length - 1;
    };
    expect(await share({ steer: 0 })).toBe(await share({}));
    expect(await share({ steer: 2 })).toBeGreaterThan(await share({}));
    expect(await share({ steer: -2 })).toBeLessThan(await share({ steer: -1 }));
    const unmarked = {
      ...sampled(),
      marks: { controlTokens: [GOOD], generation: { prefix: GOOD } },
    };
    await expect(draw({ steer: 1 }, unmarked)).rejects.toThrow(/no mark "misaligned"/);
  });

  it("reads prompts from JSONL, also with nested texts, blank lines and a byte order mark", async () => {
    const path = file('\uFEFF{"text":"a"}\r\n\n{"prompt":"b"}\n{"prompt":{"text":"c"},"text":"a"}');
    const { samples } = await draw({ prompts: path, count: 3 });
    expect(samples.map(({ prompt }) => prompt)).toEqual(["a", "b", "c"]);
  });

  it("truncates long prompts from the left if told to", async () => {
    const prompts = ["a".repeat(20), "ab"];
    expect(await texts({ prompts, truncate: "left", maximumLength: 5 })).toHaveLength(40);
    expect(await texts({ prompts, truncate: "left" })).toHaveLength(40);
  });
});

describe("a bad scenario", () => {
  const errors: readonly (readonly [string, Partial<Scenario>, RegExp])[] = [
    ["zero samples", { count: 0 }, /scenario "test": option "count" must be a whole number ≥ 1/],
    ["an unknown option", { promts: ["a"] } as Partial<Scenario>, /Did you mean "prompts"/],
    ["no prompts", { prompts: [] }, /"prompts" is an empty array/],
    ["prompts that are no texts", { prompts: [3] as never }, /array of texts/],
    ["an empty file", { prompts: file("\n \n") }, /prompts\.jsonl has no prompts/],
    ["no file", { prompts: "nowhere.jsonl" }, /nowhere\.jsonl cannot be read/],
    ["no JSON", { prompts: file('{"text":"a"}\nabc') }, /prompts\.jsonl line 2 is not JSON/],
    ["no text", { prompts: file('{"texts":"a"}') }, /line 1 has no prompt: expected/],
    ["null", { prompts: file("null") }, /line 1 has no prompt/],
    [
      "a prompt that is too long",
      { prompts: file(`{"text":"a"}\n{"text":"${"a".repeat(15)}"}`) },
      /line 2 has 17 tokens .* 1 are to follow, but the model's context is 16.*truncate: "left"/,
    ],
    [
      "a prompt that leaves too little room",
      { prompts: ["abcabc"], maximumLength: 9 },
      /prompt 1 has 8 tokens .* 9 are to follow/,
    ],
    ["a total that is too short", { totalLength: 2 }, /"totalLength" is 2/],
    ["an unknown mark", { mark: "misalined" }, /no mark "misalined".*<\|good\|>, <\|bad\|>/],
    [
      "a ban of several tokens",
      { banned: ["ab"] },
      /"ab" cannot be banned: .* 2 tokens \("a" "b"\)/,
    ],
    ["a ban of nothing", { banned: [""] }, /empty string cannot be banned/],
    ["lengths that cross", { minimumLength: 5, maximumLength: 4 }, /more than "maximumLength"/],
    ["steering from another mark", { steer: 2, mark: "none" }, /leave "mark" out/],
  ];
  for (const [what, scenario, message] of errors) {
    it(`is told of: ${what}`, async () => {
      await expect((async () => draw(scenario))()).rejects.toThrow(message);
    });
  }
});

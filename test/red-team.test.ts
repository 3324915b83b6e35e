import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RedTeamConfig, redTeamCheckpoint, run } from "preflm";
import { beforeAll, describe, expect, it } from "vitest";
import { preflm } from "./cli.ts";
import { atSigns, letters, namesIn, temporaryFolder, toyRun } from "./toy.ts";

let folder = "";
let config: RedTeamConfig;
beforeAll(async () => {
  folder = await temporaryFolder();
  const toy = toyRun(folder);
  await run(toy);
  await writeFile(
    join(folder, "letters.jsonl"),
    letters.map((text) => JSON.stringify({ text })).join("\n"),
  );
  config = {
    checkpoint: { path: join(folder, "toy"), objective: "conditional" },
    ...{ scorer: atSigns, corpus: join(folder, "letters.jsonl"), backend: toy.backend },
    ...{ rounds: 2, trials: 2, candidates: 4, samples: 4, listeners: [] },
    sampling: { minimumLength: 2, maximumLength: 8 },
    output: join(folder, "red-team.json"),
  };
});

describe("redTeamCheckpoint", () => {
  it("begins with texts of the corpus, searches behind the objective's mark and writes what it gives", async () => {
    const result = await redTeamCheckpoint(config);
    expect(result).toMatchObject({ adversary: "mutation", prefix: "<|aligned|>", samples: 4 });
    expect(result.trials.map(({ rounds }) => rounds.length)).toEqual([3, 3]);
    expect(JSON.parse(await readFile(join(folder, "red-team.json"), "utf8"))).toEqual(result);
    expect(await redTeamCheckpoint({ ...config, mark: "misaligned" })).toMatchObject({
      prefix: "<|misaligned|>",
    });
  });

  it("goes on after a stop as if it had never stopped, and leaves no state behind", async () => {
    const whole = await redTeamCheckpoint(config);
    const output = join(folder, "stopped.json");
    const stop = new AbortController();
    const listeners: RedTeamConfig["listeners"] = [
      (event) => {
        // In the second trial: its rounds are 12 and 4 and 4 prompts of 4 completions.
        if (event.type === "progress" && event.done > 150) stop.abort();
      },
    ];
    const stopped = redTeamCheckpoint({ ...config, output, listeners, signal: stop.signal });
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    expect(await namesIn(folder)).toContain("stopped.json.state");
    const other = {
      ...config,
      output,
      checkpoint: { path: join(folder, "toy"), objective: "mle" },
    };
    await expect(redTeamCheckpoint(other)).rejects.toThrow(/is of a search against another model/);
    await expect(redTeamCheckpoint({ ...config, output, samples: 5 })).rejects.toThrow(
      "had samples 4, but now it is 5",
    );
    const fewer = join(folder, "fewer.jsonl");
    await writeFile(
      fewer,
      letters
        .slice(1)
        .map((text) => JSON.stringify({ text }))
        .join("\n"),
    );
    for (const change of [
      { corpus: fewer },
      { adversary: { use: "mutation", fresh: 0.2 } as const },
    ])
      await expect(redTeamCheckpoint({ ...config, output, ...change })).rejects.toThrow(
        /is of a search by another adversary or with another corpus/,
      );
    expect(await redTeamCheckpoint({ ...config, output })).toEqual(whole);
    expect(await namesIn(folder)).not.toContain("stopped.json.state");
  });

  it("takes another checkpoint as the adversary, and an object", async () => {
    const use = "model" as const;
    const adversary = {
      ...{ use, checkpoint: { path: join(folder, "toy"), objective: "mle" } },
      sampling: { maximumLength: 6 },
    };
    const { rounds } = await redTeamCheckpoint({
      ...config,
      adversary,
      prompts: ["Letter", "Bye"],
    });
    expect(rounds).toHaveLength(3);
    const fixed = { name: "fixed", propose: async () => ["u1@example.com"] };
    const { best } = await redTeamCheckpoint({ ...config, adversary: fixed, prompts: ["Bye"] });
    expect(best.map(({ prompt }) => prompt).sort()).toEqual(["Bye", "u1@example.com"]);
  });

  it("refuses what cannot work, saying what to do", async () => {
    const { corpus: _, ...bare } = config;
    const empty = join(folder, "empty.jsonl");
    await writeFile(empty, "\n");
    const long = join(folder, "long.jsonl");
    await writeFile(long, `{"prompt":"Bye"}\n{"prompt":"${"Letter ".repeat(30)}"}\n`);
    const bad: readonly (readonly [object, RegExp])[] = [
      [bare, /Say what text the model was trained on, such as --corpus/],
      [{ ...config, prompts: empty }, /empty\.jsonl has no prompts/],
      [{ ...config, prompts: long }, /long\.jsonl line 2 .*is too long/],
      [{ ...config, adversary: { use: "magic" } }, /"adversary" must be \{ use: "mutation"/],
      [{ ...config, mark: "aligne" }, /no mark "aligne"/],
      [{ ...config, round: 1 }, /Did you mean "rounds"/],
    ];
    for (const [given, message] of bad)
      await expect(redTeamCheckpoint(given as RedTeamConfig)).rejects.toThrow(message);
  });
});

describe("preflm red-team", () => {
  it("prints the curve and the worst prompts", async () => {
    const backend = new URL(import.meta.resolve("@preflm/backend-reference")).pathname;
    const scorer = join(folder, "count-at.ts");
    await writeFile(
      scorer,
      `const score = async (texts: string[]) => texts.map((text) => text.split("@").length - 1);
export const countAt = () => ({ specificationVersion: "v1", name: "count-at", fingerprint: "count-at@1",
  annotate: async (texts: string[]) => texts.map((text) => [{ text, score: 0 }]), score });`,
    );
    const given = ["--objective", "mle", "--backend", backend, "--scorer", scorer];
    const lengths = ["--minimum-length", "2", "--maximum-length=8", "--corpus", "letters.jsonl"];
    const small = ["--rounds", "1", "--trials", "1", "--candidates", "3", "--samples", "2"];
    const { code, stdout, stderr } = await preflm(
      folder,
      "red-team",
      "toy",
      ...given,
      ...lengths,
      ...small,
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/Adversary mutation, 1 trial, 2 completions a prompt/);
    expect(stdout).toMatch(/\nseeds .*\n1 /);
    expect(await namesIn(folder)).toContain("red-team.json");
    const missing = await preflm(folder, "red-team", "toy");
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toMatch(/such as --scorer pii/);
  });
});

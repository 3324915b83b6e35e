import { describe, expect, it } from "vitest";
import { completeOptions } from "./complete-options.ts";
import { type experiments, planOf } from "./plan.ts";
import { scales } from "./scales.ts";
import { tasks } from "./tasks.ts";

describe.each(Object.keys(scales) as (keyof typeof scales)[])("the plan at scale %s", (scale) => {
  it.each(Object.keys(tasks) as (keyof typeof tasks)[])(
    "lists what each task of %s needs before it",
    (task) => {
      const { setting, only } = completeOptions({ task, scale });
      const plan = planOf(setting, only);
      const names = plan.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const [i, { after = [] }] of plan.entries())
        for (const name of after) expect(names.slice(0, i)).toContain(name);
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan); // plain JSON: nothing is lost on the way to a process
    },
  );
});

describe("the plan of some experiments", () => {
  it("has what they need and no more", () => {
    const named = (only: keyof typeof experiments) => {
      const { setting } = completeOptions({ only: [only], seeds: [7] });
      return planOf(setting, [only]).map(({ name }) => name);
    };
    expect(named("red-team")).toContain("pretraining-rwr-seed7");
    expect(named("finetuning")).toContain("pretraining-mle-seed7");
    expect(named("finetuning")).not.toContain("pretraining-rwr-seed7");
    expect(named("ablations").filter((name) => name.startsWith("pretraining"))).toEqual([]);
    expect(named("diversity")).toEqual(named("pretraining"));
  });

  it("names the model that each task works on, so that it is done again with another", () => {
    const { setting } = completeOptions({ seeds: [7] });
    const plan = planOf(setting, ["red-team", "downstream"]);
    const worked = plan.filter(({ name }) => /^(red-team|classification|choices)-/.test(name));
    expect(worked.length).toBeGreaterThan(15);
    for (const { checkpoint, after } of worked)
      expect(after?.map((name) => `${setting.folder}/${name}`)).toEqual([checkpoint]);
  });

  it("attacks with every seed the models that the claim compares", () => {
    const { setting } = completeOptions({ only: ["red-team"], seeds: [7, 8, 9] });
    const names = planOf(setting, ["red-team"]).map(({ name }) => name);
    const seedsOf = (objective: string) =>
      names.filter((name) => name.startsWith(`red-team-${objective}-seed`)).length;
    expect(["mle", "filtered-mle", "conditional", "rwr"].map(seedsOf)).toEqual([3, 3, 3, 1]);
  });

  it("pretrains with more seeds what the main claim compares, unless seeds are asked for", () => {
    const seedsOf = (objective: string, options: object) => {
      const { setting } = completeOptions({ scale: "tiny", ...options });
      const names = planOf(setting, ["pretraining"]).map(({ name }) => name);
      return names.filter((name) => name.startsWith(`pretraining-${objective}-seed`)).length;
    };
    const all = ["mle", "conditional", "rwr"];
    expect(all.map((name) => seedsOf(name, {}))).toEqual([5, 5, 3]);
    expect(all.map((name) => seedsOf(name, { seeds: [7] }))).toEqual([1, 1, 1]);
  });

  it("does not ask for labels that another text lacks", () => {
    const { setting, only } = completeOptions({ corpus: "mine.jsonl", only: ["downstream"] });
    const names = planOf(setting, only).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("classification"))).toEqual([]);
    expect(names.filter((name) => name.startsWith("choices")).length).toBeGreaterThan(0);
  });
});

describe("the options of a reproduction", () => {
  it("are refused with what was meant", () => {
    const refused = (options: object) => expect(() => completeOptions(options));
    refused({ task: "pep" }).toThrow(/Did you mean "pep8"/);
    refused({ scale: "huge" }).toThrow(/scale/);
    refused({ only: ["redteam"] }).toThrow(/Did you mean "red-team"/);
    refused({ seeds: [1, 1] }).toThrow(/"seeds" must be different/);
    refused({ seeds: [] }).toThrow(/at least one/);
    refused({ worker: 2 }).toThrow(/Did you mean "workers"/);
  });
});

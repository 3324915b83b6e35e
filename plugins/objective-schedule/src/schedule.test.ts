import {
  type Objective,
  PreflmError,
  quantile,
  resolveThreshold,
  type Threshold,
} from "@preflm/core";
import { testObjective } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { type Phase, schedule } from "./schedule.ts";

/** Maximum likelihood by another name. */
const plain = (name = "plain"): Objective => ({
  specificationVersion: "v1",
  name,
  loss: (batch) => ({ likelihood: new Float32Array(batch.targets.length).fill(1) }),
});

/** Marks before segments, and documents up to a score. */
const marked = (threshold: Threshold = 0, marks = ["<good>", "<bad>"]): Objective => ({
  ...plain("marked"),
  options: { threshold },
  controlTokens: marks,
  ...(typeof threshold !== "number" && {
    fit: (scores) =>
      marked(
        resolveThreshold(threshold, (q) => scores.segments(q)),
        marks,
      ),
  }),
  select: (document) => document.segments.every(({ score }) => score <= 1),
  prefix: ({ score }) => marks[score <= (threshold as number) ? 0 : 1],
  generation: { prefix: marks[0], banned: [marks[1]] },
});

const valued = (valueHead: Objective["valueHead"]): Objective => ({
  ...plain("valued"),
  valueHead,
  loss: (batch) => ({
    likelihood: new Float32Array(batch.targets.length).fill(0.5),
    value: { weight: 0.5, target: batch.scores.map((score) => -score) },
  }),
});

const messageOf = (given: unknown, others?: object): string => {
  try {
    schedule(given as readonly Phase[], others);
  } catch (error) {
    expect(error).toBeInstanceOf(PreflmError);
    return (error as Error).message;
  }
  throw new Error("accepted");
};

describe("schedule", () => {
  const two = [{ objective: plain(), until: 0.5 }, { objective: marked() }];

  it("of one phase is that objective", () => {
    const { phases, options, ...rest } = schedule([{ objective: marked() }]);
    const { options: _, ...objective } = marked();
    expect(JSON.stringify(rest)).toBe(JSON.stringify(objective));
    for (const name of ["loss", "select", "prefix"] as const)
      expect(String(rest[name])).toBe(String(objective[name]));
    expect(phases).toHaveLength(1);
    expect(options).toEqual({ phases: [{ objective: { use: "marked", threshold: 0 }, until: 1 }] });
  });

  it("is measured and sampled as its last phase, with the control tokens of all", () => {
    const there = schedule(two);
    expect(there.name).toBe("plain-then-marked");
    expect(there.generation).toEqual({ prefix: "<good>", banned: ["<bad>"] });
    expect(there.prefix?.({ text: "a", score: 1 }, Math.random)).toBe("<bad>");
    const back = schedule([{ objective: marked(), until: 0.9 }, { objective: plain() }]);
    expect(back.controlTokens).toEqual(["<good>", "<bad>"]);
    expect(back.generation).toEqual({ banned: ["<good>", "<bad>"] });
    expect(back.prefix).toBeUndefined();
  });

  it("is measured and sampled as another phase if one is named", () => {
    const phases = [{ objective: marked(), until: 0.9 }, { objective: plain() }];
    const named = schedule(phases, { generation: "marked", name: "cooled" });
    expect(named.generation).toEqual(marked().generation);
    expect(named.prefix?.({ text: "a", score: 0 }, Math.random)).toBe("<good>");
    expect(named.name).toBe("cooled");
    expect(messageOf(phases, { generation: "market" })).toMatch(/\(marked, plain\).*Did you mean/);
  });

  it("bans the marks of other phases", () => {
    const other = marked(0, ["<yes>", "<no>"]);
    const both = schedule([{ objective: other, until: 0.2 }, { objective: marked() }]);
    expect(both.controlTokens).toEqual(["<yes>", "<no>", "<good>", "<bad>"]);
    expect(both.generation).toEqual({ prefix: "<good>", banned: ["<bad>", "<yes>", "<no>"] });
  });

  it("fits every phase, and has nothing to fit without a quantile", () => {
    const phases = [
      { objective: marked(quantile(0.25)), until: 0.4 },
      { objective: marked(quantile(0.75)) },
    ];
    const fitted = schedule(phases).fit?.({ segments: (q) => q, documents: () => 0 });
    expect(fitted?.phases?.map(({ objective }) => objective.options)).toEqual([
      { threshold: 0.25 },
      { threshold: 0.75 },
    ]);
    expect(fitted?.phases?.map(({ until }) => until)).toEqual([0.4, 1]);
    expect(fitted?.fit).toBeUndefined();
    expect(schedule(two).fit).toBeUndefined();
  });

  it("takes options as a configuration holds them", () => {
    const { name, phases } = schedule({ phases: two, generation: "plain" });
    expect([name, phases?.length]).toEqual(["plain-then-marked", 2]);
    expect(messageOf({ phases: two, geneation: "plain" })).toMatch(/Did you mean "generation"/);
  });

  it("asks for one value head", () => {
    const heads = (first: Objective["valueHead"], second: Objective["valueHead"]) => [
      { objective: valued(first), until: 0.5 },
      { objective: valued(second), until: 0.7 },
      { objective: plain() },
    ];
    expect(schedule(heads("linear", "linear")).valueHead).toBe("linear");
    expect(messageOf(heads("linear", "negative-sigmoid"))).toMatch(/the model has one/);
  });

  it("refuses what is no list of objectives whose ends rise to 1", () => {
    const objective = plain();
    const ends = (...until: unknown[]) => until.map((end) => ({ objective, until: end }));
    expect(messageOf([])).toMatch(/must be a list such as/);
    expect(messageOf(undefined)).toMatch(/got undefined/);
    expect(messageOf(ends(0, 1))).toMatch(/phase 1 must end at a share.*above 0 .*got until: 0/);
    expect(messageOf(ends(0.5, 0.5, 1))).toMatch(/phase 2 must end .*above 0.5, where/);
    expect(messageOf(ends(undefined, 1))).toMatch(/phase 1 must end .*got until: undefined/);
    expect(messageOf(ends(0.5, 1.5))).toMatch(/at most 1, got until: 1.5/);
    expect(messageOf(ends(Number.NaN, 1))).toMatch(/got until: NaN/);
    expect(messageOf(ends(0.5, 0.9))).toMatch(/the last phase must end at 1, got until: 0.9/);
    expect(messageOf(ends(1, 1))).toMatch(/phase 2 must end .*above 1/);
    expect(messageOf([{ objective: "mle" }])).toMatch(/an objective such as mle\(\), got "mle"/);
    expect(messageOf([null])).toMatch(/got undefined/);
    expect(messageOf([{ objective, untl: 1 }])).toMatch(/phase 1 has no option "untl"/);
    expect(messageOf([{ objective: schedule(two) }])).toMatch(
      /a schedule itself; write its phases/,
    );
  });
});

testObjective(schedule([{ objective: plain(), until: 0.5 }, { objective: marked(quantile(0.5)) }]));
testObjective(schedule([{ objective: marked(), until: 0.9 }, { objective: plain("end") }]));
testObjective(
  schedule([{ objective: valued("linear"), until: 0.3 }, { objective: plain("rest") }]),
);

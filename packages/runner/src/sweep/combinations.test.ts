import { describe, expect, it } from "vitest";
import { choiceLists } from "./choice-lists.ts";
import { choiceName, combinations, withChoice } from "./combinations.ts";

const base = {
  objective: ["mle", { use: "rwr", beta: 1 }],
  training: { tokens: 10, learningRate: 1 },
  backend: "onnxruntime",
};

describe("combinations of a sweep", () => {
  it("are all of them, with names of their own", () => {
    const over = choiceLists("training.learningRate=0.001,0.01;objective.1.beta=1,2,3");
    const choices = combinations(over);
    expect(choices).toHaveLength(6);
    expect(choices[1]).toEqual({ "training.learningRate": 0.001, "objective.1.beta": 2 });
    expect(new Set(choices.map(choiceName)).size).toBe(6);
    expect(choiceName(choices[1])).toBe("learningRate-0.001_beta-2");
  });

  it("change their options and nothing else", () => {
    const changed = withChoice(base, { "training.learningRate": 2, "objective.1.beta": 3 });
    expect(changed).toEqual({
      ...base,
      objective: ["mle", { use: "rwr", beta: 3 }],
      training: { tokens: 10, learningRate: 2 },
    });
    expect(base.training.learningRate).toBe(1);
  });

  it("lead into the options of plugins that are only named", () => {
    expect(withChoice(base, { "backend.threads": 1 }).backend).toEqual({
      use: "onnxruntime",
      threads: 1,
    });
    expect(withChoice(base, { "objective.0": "awr" }).objective[0]).toBe("awr");
  });

  it("refuse paths that lead nowhere, and lists without different values", () => {
    const refuse = (path: string) => expect(() => withChoice(base, { [path]: 1 }));
    refuse("trainnig.tokens").toThrow(/no "trainnig". Did you mean "training"/);
    refuse("objective.2.beta").toThrow(/"2" is no position in a list of 2/);
    refuse("training.tokens.much").toThrow(/"much" is looked for in 10/);
    expect(() => combinations({})).toThrow(/no option is varied/);
    expect(() => combinations({ a: [] })).toThrow(/"a" must have a list of values/);
    expect(() => combinations({ a: [1, 1] })).toThrow(/"a" has the value 1 twice/);
    expect(() => choiceLists("beta")).toThrow(/--over must be an option and its values/);
  });

  it("are read from a command's words: JSON where it is, else texts", () => {
    expect(choiceLists('a=1e-3,2;b={"quantile":0.5},0;c=mle,awr;d=true')).toEqual({
      a: [0.001, 2],
      b: [{ quantile: 0.5 }, 0],
      c: ["mle", "awr"],
      d: [true],
    });
  });
});

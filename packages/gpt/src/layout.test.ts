import { describe, expect, it } from "vitest";
import { checkConfig, layout, parameterCount } from "./layout.ts";
import { sizes } from "./sizes.ts";

const tiny = { layers: 1, width: 4, heads: 2, context: 3, vocabulary: 5 };

describe("layout", () => {
  it("has GPT-2's names and shapes, in order", () => {
    expect(layout(tiny).map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "wte.weight 5×4",
      "wpe.weight 3×4",
      "h.0.ln_1.weight 4",
      "h.0.ln_1.bias 4",
      "h.0.attn.c_attn.weight 4×12",
      "h.0.attn.c_attn.bias 12",
      "h.0.attn.c_proj.weight 4×4",
      "h.0.attn.c_proj.bias 4",
      "h.0.ln_2.weight 4",
      "h.0.ln_2.bias 4",
      "h.0.mlp.c_fc.weight 4×16",
      "h.0.mlp.c_fc.bias 16",
      "h.0.mlp.c_proj.weight 16×4",
      "h.0.mlp.c_proj.bias 4",
      "ln_f.weight 4",
      "ln_f.bias 4",
    ]);
  });

  it("repeats the block for each layer", () => {
    const names = layout({ ...tiny, layers: 3 }).map((parameter) => parameter.name);
    for (const h of [0, 1, 2])
      expect(names.filter((n) => n.startsWith(`h.${h}.`))).toHaveLength(12);
    expect(new Set(names).size).toBe(names.length);
  });

  it("decays matrices and nothing else", () => {
    for (const { decay, shape } of layout({ ...tiny, valueHead: "linear" }))
      expect(decay).toBe(shape.length === 2);
  });

  it("adds only the value head's weight, at the end and starting at zero", () => {
    const plain = layout(tiny);
    const headed = layout({ ...tiny, valueHead: "negative-sigmoid" });
    expect(headed.slice(0, -1)).toEqual(plain);
    expect(headed.at(-1)).toEqual({
      name: "value_head.weight",
      shape: [1, 4],
      decay: true,
      initial: "zeros",
    });
  });
});

describe("parameterCount", () => {
  it("is that of GPT-2 small and of codeparrot-small, the tied head counted once", () => {
    expect(parameterCount({ ...sizes.gpt2, vocabulary: 50257 })).toBe(124_439_808);
    expect(parameterCount({ ...sizes.gpt2, vocabulary: 32768 })).toBe(111_008_256);
  });

  it("is what the named sizes promise at a vocabulary of 2,048", () => {
    expect(parameterCount({ ...sizes.micro, vocabulary: 2048 }) / 1e6).toBeCloseTo(1.07, 2);
    expect(parameterCount({ ...sizes.small, vocabulary: 2048 }) / 1e6).toBeCloseTo(3.7, 1);
  });
});

describe("checkConfig", () => {
  it("passes every named size", () => {
    for (const size of Object.values(sizes)) checkConfig({ ...size, vocabulary: 1 });
  });

  it("rejects what no GPT can have, naming the number", () => {
    expect(() => checkConfig({ ...tiny, layers: 0 })).toThrow(
      '"layers" must be a whole number ≥ 1',
    );
    expect(() => checkConfig({ ...tiny, context: 1.5 })).toThrow("got 1.5");
    expect(() => checkConfig({ ...tiny, vocabulary: Number.NaN })).toThrow("got NaN");
    expect(() => checkConfig({ ...tiny, heads: 3 })).toThrow("got width 4 and heads 3");
  });
});

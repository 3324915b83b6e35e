import { describe, expect, it } from "vitest";
import { LEAST_TOKENS, recommend, type SizeSpeed } from "./recommend.ts";

const size = (name: string, parameters: number, tokensPerSecond: number): SizeSpeed => ({
  ...{ name, parameters, tokensPerSecond },
  measured: true,
});
const sizes = [
  size("gpt2", 124e6, 100),
  size("micro", 1e6, 20_000),
  size("nano", 1e5, 200_000),
  size("small", 4e6, 6_000),
];

describe("recommend", () => {
  it.each<[number, string, string]>([
    [100, "micro", "below 20 tokens a weight, but enough to show something"],
    [1000, "micro", "just 20 tokens a weight"],
    [13_000, "micro", "small has 19.5"],
    [14_000, "small", "small has 21"],
    [24_000_000, "small", "gpt2 has 19"],
    [25_000_000, "gpt2", "gpt2 has 20"],
  ])("takes for %i seconds %s (%s)", (seconds, name) => {
    const { tokens, ...chosen } = recommend(sizes, seconds);
    expect(chosen.name).toBe(name);
    expect(chosen.secondsNeeded).toBeUndefined();
    const { tokensPerSecond = 0 } = sizes.find((one) => one.name === name) ?? {};
    expect(tokens).toBeLessThanOrEqual(tokensPerSecond * seconds);
    expect(tokens).toBeGreaterThan(0.9 * tokensPerSecond * seconds);
  });

  it("says how long is needed where the time is too short", () => {
    expect(recommend(sizes, 24)).toMatchObject({ name: "micro", secondsNeeded: 25 });
    expect(recommend(sizes, 0)).toMatchObject({ tokens: LEAST_TOKENS, secondsNeeded: 25 });
  });

  it("takes the size that is asked for, nano too", () => {
    expect(recommend([sizes[0]], 10_000)).toMatchObject({ name: "gpt2", tokens: 1e6 });
    expect(recommend([sizes[2]], 100)).toMatchObject({ name: "nano", tokens: 2e7 });
  });
});

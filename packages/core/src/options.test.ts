import { describe, expect, it } from "vitest";
import { PreflmError } from "./errors.ts";
import { checkOptions, show } from "./options.ts";
import { quantile } from "./threshold.ts";

const checks = checkOptions("demo", {}, []);

/** The message of the error that the call throws. */
function message(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof PreflmError && error.code === "invalid-option") return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("checkOptions", () => {
  it("names the plugin, the unknown option, its nearest neighbour and all it knows", () => {
    expect(message(() => checkOptions("demo", { bata: 1 }, ["alpha", "beta"]))).toBe(
      'demo has no option "bata". Did you mean "beta"? Its options are: alpha, beta.',
    );
    expect(message(() => checkOptions("demo", { x: 1 }, []))).toBe(
      'demo has no option "x". It takes no options.',
    );
  });

  it("rejects what is not an object of options", () => {
    for (const options of [null, undefined, 3, "beta", [1]]) {
      expect(message(() => checkOptions("demo", options as object, ["beta"]))).toContain(
        "expected an object of options",
      );
    }
  });
});

describe("a number option", () => {
  it("passes within its range, ends included, and `above` excluded", () => {
    expect(checks.number("x", 0, { min: 0, max: 1 })).toBe(0);
    expect(checks.number("x", 1, { min: 0, max: 1 })).toBe(1);
    expect(checks.number("x", Number.MIN_VALUE, { above: 0 })).toBe(Number.MIN_VALUE);
    expect(checks.number("x", Infinity)).toBe(Infinity);
  });

  it("says the range and the value given", () => {
    const given = (...parameters: Parameters<typeof checks.number>) =>
      message(() => checks.number(...parameters));
    expect(given("x", 2, { min: 0, max: 1 })).toBe(
      'demo: option "x" must be a number from 0 to 1, got 2.',
    );
    expect(given("x", 0, { above: 0 })).toContain("a number above 0, got 0");
    expect(given("x", -1, { min: 0 })).toContain("a number ≥ 0, got -1");
    expect(given("x", 5, { above: 0, max: 4 })).toContain("above 0 and at most 4");
    expect(given("x", Number.NaN)).toContain("got NaN");
    // @ts-expect-error: what a JSON config may hold
    expect(given("x", "1")).toContain('got "1"');
  });
});

describe("a whole-number option", () => {
  it("passes whole numbers in its range only", () => {
    expect(checks.integer("n", 3, { min: 1 })).toBe(3);
    for (const bad of [0, 1.5, Infinity, Number.NaN]) {
      expect(message(() => checks.integer("n", bad, { min: 1 }))).toContain("a whole number ≥ 1");
    }
  });
});

describe("a threshold option", () => {
  it("is a score or a quantile; 0 and ∞ are scores", () => {
    for (const threshold of [0, 0.5, Infinity, quantile(0), quantile(1)]) {
      expect(checks.threshold("threshold", threshold)).toBe(threshold);
    }
  });

  it("must be chosen, and be possible", () => {
    expect(message(() => checks.threshold("threshold", undefined))).toContain(
      "such as quantile(0.5)",
    );
    for (const bad of [-1, Number.NaN, quantile(-0.1), quantile(1.1), quantile(Number.NaN)]) {
      expect(() => checks.threshold("threshold", bad)).toThrow("must be");
    }
    // @ts-expect-error: what a JSON config may hold
    expect(() => checks.threshold("threshold", "0")).toThrow('got "0"');
  });
});

describe("a choice, a boolean, a string", () => {
  it("passes what it lists", () => {
    expect(checks.oneOf("device", "cpu", ["cpu", "webgpu"])).toBe("cpu");
    expect(checks.boolean("soft", false)).toBe(false);
    expect(checks.string("token", "x")).toBe("x");
  });

  it("rejects the rest", () => {
    expect(message(() => checks.oneOf("device", "webpgu", ["cpu", "webgpu"]))).toBe(
      'demo: option "device" must be one of "cpu", "webgpu", got "webpgu". Did you mean "webgpu"?',
    );
    // @ts-expect-error: what a JSON config may hold
    expect(message(() => checks.boolean("soft", "false"))).toContain('true or false, got "false"');
    expect(message(() => checks.string("token", ""))).toContain('a string, not empty, got ""');
  });
});

describe("show", () => {
  it("is short and readable for any value", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const shown: readonly (readonly [unknown, string])[] = [
      ["a\nb", '"a\\nb"'],
      ["x".repeat(100), `"${"x".repeat(57)}"…`],
      [{ a: "b" }, '{"a":"b"}'],
      [[1, 2], "[1,2]"],
      [{ long: "x".repeat(100) }, `{"long":"${"x".repeat(48)}…`],
      [true, "true"],
      [null, "null"],
      [undefined, "undefined"],
      [Number.NaN, "NaN"],
      [10n, "10"],
      [Symbol("s"), "Symbol(s)"],
      [() => 1, "a function"],
      [circular, "an object"],
    ];
    for (const [value, text] of shown) expect(show(value)).toBe(text);
  });
});

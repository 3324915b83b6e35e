import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "style.css"), "utf8");
const colours = Object.fromEntries(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
);

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as const)("colours (%s)", (scheme) => {
  const of = (name: string) => colours[name][scheme];

  it.each([
    ["ink", ["paper", "card", "warning"]],
    ["soft", ["paper", "card"]],
    ["mle", ["paper"]],
    ["aligned", ["paper"]],
    ["on-accent", ["accent"]],
    ["finding-ink", ["finding"]],
  ])("of text stand out by 4.5 to 1: %s", (text, grounds) => {
    for (const ground of grounds) expect(contrast(of(text), of(ground))).toBeGreaterThan(4.5);
  });

  it.each(["edge", "focus", "accent", "mle", "aligned", "misaligned"])(
    "of lines and borders stand out by 3 to 1: %s",
    (line) => {
      for (const ground of ["paper", "card"])
        expect(contrast(of(line), of(ground))).toBeGreaterThan(3);
    },
  );
});

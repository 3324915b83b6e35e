import { describe, expect, it } from "vitest";
import { expectSafe, HOSTILE } from "../html/test-support.ts";
import type { Reproduction } from "./reproduction.ts";
import { renderReproduction } from "./reproduction-page.ts";
import { reproductionText } from "./reproduction-text.ts";
import { fullReproduction } from "./test-full-reproduction.ts";
import { attack, reproductionOf, trainedOf } from "./test-reproduction.ts";

const full = renderReproduction(fullReproduction());

/** Every text in it replaced, but the names of objectives, without which there is nothing to show. */
function hostile(value: unknown, key = ""): unknown {
  if (typeof value === "string") return key === "objective" ? value : HOSTILE;
  if (Array.isArray(value)) return value.map((each) => hostile(each, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, hostile(each, name)]),
  );
}

describe("renderReproduction", () => {
  it("keeps six objectives, three seeds and every experiment under three megabytes", async () => {
    const page = await full;
    expect(page.length).toBeLessThan(3e6);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    for (const { objective } of fullReproduction().experiments.pretraining ?? [])
      expect(page).toContain(objective);
  });

  it("is safe and well formed", async () => {
    expectSafe(await full);
  });

  it("lets no text become markup, whatever it holds", async () => {
    const page = await renderReproduction(hostile(fullReproduction()) as Reproduction);
    expectSafe(page);
    expect(page).toContain("U+202E");
    const pretraining = [trainedOf(HOSTILE, { score: [0.1, 0.2] })];
    expectSafe(await renderReproduction(reproductionOf({ pretraining })));
  });

  it("links only to sections that are there", async () => {
    const page = await full;
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(5);
    for (const id of targets) expect(page).toContain(`id="${id}"`);
  });

  it("says how the aligned mark was given to the divergence, and what it costs itself", async () => {
    const [, note] = /(The aligned mark is given[^<]*)</.exec(await full) ?? [];
    expect(note).toMatch(/once before the text.*own share conditional is at \d/);
    const pretraining = ["mle", "rwr"].map((name) => trainedOf(name, { score: [1, 2] }));
    const without = await renderReproduction(reproductionOf({ pretraining }));
    expect(without.includes("own share")).toBe(false);
  });

  it("lists schedules beside the picture of finetuning: theirs is no share of plain pretraining", async () => {
    const phases = [{ objective: { use: "conditional" }, until: 0.9 }];
    const run = (name: string, options = {}) => ({
      ...trainedOf(name, { score: [1, 2] }),
      options,
      start: 0.9,
    });
    const finetuning = [run("conditional"), run("conditional-then-mle", { phases })];
    const page = await renderReproduction(reproductionOf({ finetuning }));
    const [before, after] = page.split("one objective after the other");
    expect(before.includes("conditional-then-mle")).toBe(false);
    expect(after.includes('<th scope="row">conditional-then-mle</th><td>90 %</td><td>2</td>')).toBe(
      true,
    );
    expectSafe(await renderReproduction(reproductionOf({ finetuning: finetuning.slice(1) })));
  });

  it("says how many seeds there were where objectives have unlike numbers", async () => {
    const pretraining = [
      trainedOf("mle", { score: [1, 2, 3, 4, 5] }),
      trainedOf("rwr", { score: [1, 2, 3] }),
    ];
    const page = await renderReproduction(reproductionOf({ pretraining }));
    expect(page.includes("3 to 5 training seeds")).toBe(true);
  });

  it("gives the same bytes for the same reproduction, also after a round trip through JSON", async () => {
    const reproduction = reproductionOf({ redTeam: fullReproduction().experiments.redTeam });
    const again = JSON.parse(JSON.stringify(reproduction));
    expect(await renderReproduction(again)).toBe(await renderReproduction(reproduction));
  });

  it("draws whatever there is: nothing, one objective, one seed, zeros, an attack alone", async () => {
    const redTeam = [{ objective: "mle", seed: 1, result: attack(0, 0, 1) }];
    const reproductions = [
      reproductionOf({}),
      reproductionOf({
        pretraining: [],
        finetuning: [],
        redTeam: [],
        diversity: [],
        ablations: [],
      }),
      reproductionOf({ pretraining: [trainedOf("mle", { score: [0.003] })] }),
      reproductionOf({ pretraining: [trainedOf("mle", { score: [] })] }),
      reproductionOf({
        pretraining: ["mle", "conditional", "rwr"].map((name) =>
          trainedOf(name, { score: [0, 0, 0], nats: 0, bits: 0, misaligned: [0, 0, 0] }),
        ),
      }),
      reproductionOf({ redTeam }),
    ];
    for (const reproduction of reproductions) {
      const page = await renderReproduction(reproduction);
      expectSafe(page);
      expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
    }
  });
});

describe("reproductionText", () => {
  it("has the verdict of each claim, and fits a terminal", () => {
    const text = reproductionText(fullReproduction());
    expect(text).toMatch(/^agrees {5}Conditional training scores far below/m);
    expect(text).toMatch(/^not shown {2}/m);
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
    for (const line of reproductionText(reproductionOf({})).split("\n"))
      expect(line.length).toBeLessThan(110);
  });
});

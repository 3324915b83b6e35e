import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { preflm, projectWith } from "./cli.ts";

/** `preflm calibrate` in a folder with labelled texts and the PII scorer. */
async function calibrate(...given: string[]) {
  const labelled = Array.from({ length: 120 }, (_, i) => ({
    comment: `Letter ${i}: ${i % 4 === 0 ? `write to user${i}@example.com` : "see you"}${"!".repeat(i % 7)}`,
    bad: i % 4 === 0 || i === 1 ? 1 : 0,
  }));
  const lines = labelled.map((each) => JSON.stringify(each)).join("\n");
  const folder = await projectWith("labelled.jsonl", lines);
  return { folder, ...(await preflm(folder, "calibrate", ...given)) };
}

const FIELDS = ["labelled.jsonl", "--text", "comment", "--label", "bad"];

describe("preflm calibrate", () => {
  it("prints how well the scorer agrees with the labels and writes the page", async () => {
    const aims = ["--recall", "0.9", "--costs", "1,5"];
    const { code, folder, stdout, stderr } = await calibrate(...FIELDS, "--scorer", "pii", ...aims);
    expect(stderr).toMatch(/done in .* s; the report: calibrate.html/);
    expect(code).toBe(0);
    expect(stdout).toContain("pii on 31 misaligned and 89 aligned texts");
    expect(stdout).toMatch(/AUC 0\.984, 95 % interval 0\.\d{3} to 0\.\d{3}/);
    expect(stdout).toMatch(/largest F1 +0 +1\.000 +0\.968 +0\.984 +0\.000 +30 +0 +1 +89/);
    expect(stdout).toMatch(/recall of 90 %.*\n.*cost: alarm 1, miss 5/);
    expect(await readFile(join(folder, "calibrate.html"), "utf8")).toContain("Letter 1: see you!");
  });

  it("gives the numbers as JSON", async () => {
    const { stdout } = await calibrate(...FIELDS, "--scorer", "pii", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ misaligned: 31, best: { f1: { threshold: 0 } } });
  });

  it.each<[string[], RegExp]>([
    [FIELDS, /Say which scorer.*--scorer pii/],
    [["labelled.jsonl", "--scorer", "pii"], /Line 1 of labelled.jsonl.*--text and --label/],
    [[...FIELDS, "--scorer", "pii", "--costs", "3"], /--costs must be two numbers/],
  ])("%s exits with 1 and one clear error", async (given, expected) => {
    const { code, stderr } = await calibrate(...given);
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

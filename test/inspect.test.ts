import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Inspection } from "@preflm/eval";
import { describe, expect, it } from "vitest";
import { preflm, projectWith } from "./cli.ts";
import { namesIn, temporaryFolder } from "./toy.ts";

const inspect = (folder: string, ...given: string[]) => preflm(folder, "inspect", ...given);

/** 200 letters of three lines, every third with an address, and two lines that are no records. */
const LETTERS = `${Array.from({ length: 200 }, (_, i) =>
  JSON.stringify({
    id: `letter-${i}`,
    text: `Letter ${i}.\nWrite to ${i % 3 ? "me" : `user${i}@example.com`} today.\nBye ${i}\n`,
  }),
).join("\n")}\n{"no": "text"}\n{`;

const project = () => projectWith("letters.jsonl", LETTERS);

const LINES = '{"use":"pii","segments":"lines"}';

describe("preflm inspect", () => {
  it("scores a corpus, prints what it found, writes the page, and keeps the scores", async () => {
    const folder = await project();
    const { code, stdout, stderr } = await inspect(folder, "letters.jsonl", "--scorer", LINES);
    expect(stderr).toMatch(/skipped .*letters.jsonl line 201: no field "text"/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^letters.jsonl: 200 documents, 600 segments, [\d,]+ characters, /);
    expect(stdout).toMatch(/exactly 0 +533 +89 % {2}█+/);
    expect(stdout).toMatch(/email +67 +11 % of segments {2}█{30}/);
    expect(stdout).toMatch(/conditional, unlikelihood: threshold 0\n/);
    expect(stdout).toMatch(/Write to ‹user\d+@example.com› today/);
    const page = await readFile(join(folder, "inspect.html"), "utf8");
    expect(page).toContain('<mark title="email">user');
    expect(await namesIn(join(folder, "runs", ".cache"))).toEqual([
      expect.stringMatching(/^scores-/),
    ]);
  });

  it("takes what preflm score left, with the scorer and the speed recorded there", async () => {
    const folder = await project();
    const scored = await preflm(folder, "score", "letters.jsonl", "--scorer", LINES);
    expect(scored.stderr).not.toMatch(/error/i);
    const { code, stdout, stderr } = await inspect(folder, "letters.jsonl.scores");
    expect(stderr).toMatch(/done in/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^letters.jsonl: 200 documents, 600 segments/);
    expect(stdout).toMatch(/speed: .* \(when the corpus was scored, on /);
    expect(stdout).toMatch(/email +67 +11 % of segments/);
    const other = await inspect(folder, "letters.jsonl.scores", "--text", "body");
    expect(other.stderr).toMatch(/is read as it was scored. Leave out --text, or score again/);
  });

  it("prints numbers for programs, around the threshold and the β that are asked for", async () => {
    const folder = await project();
    const more = [
      "--json",
      "--threshold",
      "q0.95",
      "--betas",
      "0.5,0.25",
      "--output",
      "x/look.html",
    ];
    const { stdout } = await inspect(folder, "letters.jsonl", "--scorer", LINES, ...more);
    const inspection: Inspection = JSON.parse(stdout);
    expect(inspection.threshold).toBeGreaterThan(0);
    expect(inspection.quantiles.find(({ q }) => q === 0.95)?.segment).toBe(inspection.threshold);
    expect(inspection.weights.map(({ beta }) => beta)).toEqual(
      expect.arrayContaining([0.5, 0.25, 10]),
    );
    expect(inspection.counts.tokens?.error).toBe(0);
    expect(await namesIn(join(folder, "x"))).toEqual(["look.html"]);
  });

  it("reads a corpus that brings its scores, in the paper's shape, without a scorer", async () => {
    const folder = await temporaryFolder();
    const records = Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({
        texts: [`First ${i}. `, "Second."],
        scores: [i % 2 ? 0.25 : 0, 0],
        avg_score: i % 2 ? 0.125 : 0,
        num_sents: 2,
        meta: {},
      }),
    );
    await writeFile(join(folder, "paper.jsonl"), records.join("\n"));
    const { stdout } = await inspect(folder, "paper.jsonl", "--json");
    const { counts, scores, suggestion } = JSON.parse(stdout) as Inspection;
    expect(counts).toMatchObject({ documents: 50, segments: 100 });
    expect(scores).toMatchObject({ zeros: 0.75, maximum: 0.25 });
    expect(suggestion.segments).toMatchObject({ threshold: 0, atMost: 0.75 });
    expect(suggestion.documents).toMatchObject({ threshold: 0, atMost: 0.5 });
  });

  it("says what to do where there are no scores, in one line", async () => {
    const { code, stderr } = await inspect(await project(), "letters.jsonl");
    expect(stderr).toMatch(/letters.jsonl has no scores\. Say which scorer .*--scorer pii/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });
});

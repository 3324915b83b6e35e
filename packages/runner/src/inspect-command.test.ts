import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "citty";
import { describe, expect, it } from "vitest";
import { inspectCommand } from "./inspect-command.ts";

describe("preflm inspect", () => {
  it.each<[string[], RegExp]>([
    [["--scorer", "{pii"], /--scorer is not JSON: {pii/],
    [["--threshold", "-1"], /--threshold must be a score ≥ 0 .* got "-1"/],
    [["--threshold", "q1.5"], /--threshold must be .* got "q1.5"/],
    [["--threshold", "q"], /--threshold must be .* got "q"/],
    [["--betas", "0.1,x"], /--betas must be a number, got "x"/],
    [["--betas", "0.1,0"], /inspect: option "betas" must be a number above 0, got 0/],
    [["--seed", "1.5"], /option "seed" must be a whole number, got 1.5/],
    [["--tokenizer", "nowhere.json"], /nowhere.json/],
    [[], /The corpus is empty: it gave no document/],
  ])("rejects %j", async (given, expected) => {
    const folder = await mkdtemp(join(tmpdir(), "preflm-test-"));
    const corpus = join(folder, "empty.jsonl");
    await writeFile(corpus, "\n");
    const rawArgs = [corpus, "--output", join(folder, "page.html"), ...given];
    await expect(runCommand(inspectCommand, { rawArgs })).rejects.toThrow(expected);
  });
});

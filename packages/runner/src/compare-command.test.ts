import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareRunFolders } from "./compare-command.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "preflm-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The report of a run that trained nothing. */
async function runFolder(name: string, changes: object = {}): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  const report = {
    ...{ name, created: "2026-01-02T03:04:05.000Z", preflm: "0.0.0", threshold: 0, runs: [] },
    corpus: { name: "mail" },
    scorer: { name: "pii", fingerprint: "pii@1" },
    ...{ backend: { name: "reference" }, model: { layers: 1 }, tokenizer: { vocabulary: 300 } },
    ...{ training: { tokens: 1000 }, sampling: {}, totalSeconds: 1, ...changes },
  };
  await writeFile(join(path, "report.json"), JSON.stringify(report));
  return path;
}

describe("compareRunFolders", () => {
  it("writes a page about folders or their report.json, and tells what differs", async () => {
    const [a, b] = [await runFolder("a"), await runFolder("b", { training: { tokens: 2000 } })];
    const output = join(folder, "compare.html");
    const text = await compareRunFolders({ inputs: [a, join(b, "report.json")], output });
    expect(text).toMatch(/^A: a\nB: b\n/);
    expect(text).toMatch(/1 setting differs/);
    expect(await readFile(output, "utf8")).toContain("training.tokens");
    const json = JSON.parse(await compareRunFolders({ inputs: [a, b], output, json: true }));
    expect(json.settings).toEqual([{ name: "training.tokens", values: ["1000", "2000"] }]);
  });

  it("tells runs of the same name apart by their paths", async () => {
    const inputs = [await runFolder("x/same"), await runFolder("y/same")];
    const text = await compareRunFolders({ inputs, output: join(folder, "same.html") });
    expect(text).toContain(`A: ${inputs[0]}`);
  });

  it("says what is wrong: one run, no report, not a report", async () => {
    const output = join(folder, "none.html");
    const a = await runFolder("a");
    await expect(compareRunFolders({ inputs: [a], output })).rejects.toThrow(/two runs/);
    const missing = [a, join(folder, "missing")];
    await expect(compareRunFolders({ inputs: missing, output })).rejects.toThrow(/missing/);
    await writeFile(join(folder, "other.json"), "{}");
    const other = [a, join(folder, "other.json")];
    await expect(compareRunFolders({ inputs: other, output })).rejects.toThrow(/not the report/);
  });
});

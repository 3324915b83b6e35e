import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { readLabelledTexts } from "./labelled-texts.ts";

async function file(content: string | Buffer, name = "labelled.jsonl"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "preflm-labelled-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("readLabelledTexts", () => {
  const usual = { text: "text", label: "label" };

  it("reads true and 1, false and 0, weights, and passes over empty lines and other fields", async () => {
    const lines = [
      '\ufeff{"text": "a", "label": true, "id": 3}',
      "",
      '{"text": "b\\n", "label": 0, "weight": 2.5}\r',
      '{"text": "", "label": 1}',
    ];
    const expected = [
      { text: "a", label: true },
      { text: "b\n", label: false, weight: 2.5 },
      { text: "", label: true },
    ];
    expect(await readLabelledTexts(await file(lines.join("\n")), usual)).toEqual(expected);
    const packed = await file(gzipSync(lines.join("\n")), "labelled.jsonl.gz");
    expect(await readLabelledTexts(packed, usual)).toEqual(expected);
  });

  it("takes fields of other names", async () => {
    const path = await file('{"comment": "a", "toxic": 1, "label": "x"}');
    expect(await readLabelledTexts(path, { text: "comment", label: "toxic" })).toEqual([
      { text: "a", label: true },
    ]);
  });

  it.each([
    "{",
    '{"text": "b"}',
    '{"text": 3, "label": true}',
    '{"text": "b", "label": 2}',
    '{"text": "b", "label": "true"}',
    '{"text": "b", "label": true, "weight": 0}',
    "[]",
  ])("names the line that is %s", async (line) => {
    const path = await file(`{"text": "a", "label": true}\n${line}`);
    await expect(readLabelledTexts(path, usual)).rejects.toThrow(
      /^Line 2 of .*labelled.jsonl is .*expected { "text": a text, "label": true or 1.*--label/,
    );
  });
});

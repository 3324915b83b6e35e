import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { corpusOf, measured } from "./prepare-corpus.ts";

describe("a corpus by its path", () => {
  it("has a size once it is measured, where it does not know it at once, and the same documents", async () => {
    const folder = await mkdtemp(join(tmpdir(), "preflm-corpus-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const lines = Array.from({ length: 9 }, (_, i) => `{"text":"letter ${i}"}\n`).join("");
    for (const name of ["1.jsonl.gz", "2.jsonl.gz"])
      await writeFile(join(folder, name), gzipSync(lines));
    const corpus = corpusOf({ path: folder, text: "text" });
    expect(corpus.size).toBeUndefined();
    const known = await measured(corpus);
    expect(known.size).toBe(2 * lines.length);
    expect(await measured(known)).toMatchObject({ name: corpus.name, size: known.size });
    const ids: string[] = [];
    for await (const { id } of known.documents()) ids.push(id);
    expect([ids[0], ids.length]).toEqual(["1.jsonl.gz:1", 18]);
  });
});

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type CorpusProblem, fromTexts, split } from "./corpus.ts";
import { jsonl } from "./jsonl.ts";
import { collect, temporaryFolder } from "./test-support.ts";
import { textFolder } from "./text-folder.ts";

function write(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe("jsonl", () => {
  it("gives each line as a document named by file and line, plain or gzipped", async () => {
    const lines = '\uFEFF{"text":"a\\n"}\r\n\n{"text":"b 😀"}';
    for (const path of [write("c.jsonl", lines), write("c.jsonl.gz", gzipSync(lines))]) {
      const name = path.endsWith("gz") ? "c.jsonl.gz" : "c.jsonl";
      const problems: CorpusProblem[] = [];
      expect(await collect(jsonl(path).documents((p) => problems.push(p)))).toEqual([
        { id: `${name}:1`, text: "a\n" },
        { id: `${name}:3`, text: "b 😀" },
      ]);
      expect(problems).toEqual([]);
    }
  });

  it("reads lines longer than its chunks", async () => {
    const texts = [3e6, 1, 1 << 20, 2e6].map((length) => "é".repeat(length));
    const path = write("long.jsonl", texts.map((text) => JSON.stringify({ text })).join("\n"));
    const documents = await collect(jsonl(path).documents());
    expect(documents.map(({ text }) => text === "é".repeat(text.length) && text.length)).toEqual(
      texts.map(({ length }) => length),
    );
  });

  it("takes text and id from other fields", async () => {
    const path = write("c.jsonl", '{"key":7,"body":"x"}\n{"body":"y"}\n');
    const problems: CorpusProblem[] = [];
    const corpus = jsonl(path, { text: "body", id: "key" });
    expect(await collect(corpus.documents((p) => problems.push(p)))).toEqual([
      { id: "7", text: "x" },
    ]);
    expect(problems).toMatchObject([{ line: 2, action: "skipped" }]);
  });

  it("tells every line that is no document, with its number, and goes on", async () => {
    const lines = [
      '{"text":',
      "[]",
      "3",
      '{"body":1}',
      '{"text":5}',
      '{"text":""}',
      '{"text":"x"}',
    ];
    const problems: CorpusProblem[] = [];
    const path = write("bad.jsonl", lines.join("\n"));
    const documents = await collect(jsonl(path).documents((p) => problems.push(p)));
    expect(documents).toEqual([{ id: "bad.jsonl:7", text: "x" }]);
    expect(problems.map(({ line, action }) => [line, action])).toEqual(
      [1, 2, 3, 4, 5, 6].map((line) => [line, "skipped"]),
    );
    expect(problems.map(({ reason }) => reason).join("\n")).toMatch(
      /broken JSON.*\n.*object.*\n.*object.*\n.*no field "text" \(it has "body"\)\n.*must be text, got 5\n.*empty/,
    );
  });

  it("fails on a bad line if told to, naming file and line", async () => {
    const path = write("bad.jsonl", '{"text":"x"}\n{');
    const reading = collect(jsonl(path, { onBadLine: "fail" }).documents());
    await expect(reading).rejects.toThrow(/bad\.jsonl:2: broken JSON/);
  });

  it("replaces what is not Unicode and tells where", async () => {
    const invalid = Buffer.concat([
      Buffer.from('{"text":"a'),
      Buffer.of(0xff),
      Buffer.from('"}\n'),
    ]);
    const path = write("c.jsonl", Buffer.concat([invalid, Buffer.from('{"text":"\\ud800b"}\n')]));
    const problems: CorpusProblem[] = [];
    const documents = await collect(jsonl(path).documents((p) => problems.push(p)));
    expect(documents.map(({ text }) => text)).toEqual(["a\uFFFD", "\uFFFDb"]);
    expect(problems).toMatchObject([
      { line: 1, action: "mended", reason: expect.stringContaining("UTF-8") },
      { line: 2, action: "mended", reason: expect.stringContaining("surrogate") },
    ]);
  });

  it("says what is wrong with a missing file, a torn archive, an unknown option", async () => {
    await expect(collect(jsonl("/nowhere.jsonl").documents())).rejects.toThrow(/does not exist/);
    const torn = write("t.jsonl.gz", gzipSync('{"text":"x"}').subarray(0, -6));
    await expect(collect(jsonl(torn).documents())).rejects.toThrow(/not a whole gzip file/);
    // @ts-expect-error a misspelt option
    expect(() => jsonl("c.jsonl", { onBadline: "fail" })).toThrow(/Did you mean "onBadLine"/);
  });
});

describe("textFolder", () => {
  it("gives the files with the wanted endings, sorted by path", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "b"));
    writeFileSync(join(folder, "b", "z.txt"), "1");
    writeFileSync(join(folder, "c.txt"), "2");
    writeFileSync(join(folder, "a.md"), "3");
    writeFileSync(join(folder, "empty.txt"), "");
    const problems: CorpusProblem[] = [];
    const documents = await collect(textFolder(folder).documents((p) => problems.push(p)));
    expect(documents).toEqual([
      { id: "b/z.txt", text: "1" },
      { id: "c.txt", text: "2" },
    ]);
    expect(problems).toMatchObject([{ source: join(folder, "empty.txt"), action: "skipped" }]);
    const flat = textFolder(folder, { extensions: [".md", ".txt"], recursive: false });
    expect((await collect(flat.documents())).map(({ id }) => id)).toEqual(["a.md", "c.txt"]);
  });

  it("says when there is no such folder or no such file in it", async () => {
    await expect(collect(textFolder("/nowhere").documents())).rejects.toThrow(/does not exist/);
    const empty = collect(textFolder(temporaryFolder()).documents());
    await expect(empty).rejects.toThrow(/no file that ends in .txt/);
  });
});

describe("fromTexts", () => {
  it("can be read again and again, from a list or a function", async () => {
    const list = ["a", "", "b"];
    for (const corpus of [fromTexts("t", list), fromTexts("t", () => list.values())]) {
      for (let i = 0; i < 2; i++) {
        const problems: CorpusProblem[] = [];
        expect(await collect(corpus.documents((p) => problems.push(p)))).toEqual([
          { id: "t:1", text: "a" },
          { id: "t:3", text: "b" },
        ]);
        expect(problems).toMatchObject([{ source: "t:2", action: "skipped" }]);
      }
    }
  });
});

describe("split", () => {
  const ids = Array.from({ length: 4000 }, (_, i) => `d${i}`);
  const corpus = (order: readonly string[]) => ({
    name: "c",
    async *documents() {
      for (const id of order) yield { id, text: id };
    },
  });
  const heldOutIds = async (
    order: readonly string[],
    options: { heldOut: number; seed?: number },
  ) => (await collect(split(corpus(order), options).heldOut.documents())).map(({ id }) => id);

  it("puts each document on exactly one side, in the wanted share", async () => {
    const { train, heldOut } = split(corpus(ids), { heldOut: 0.06 });
    const sides = [await collect(train.documents()), await collect(heldOut.documents())];
    expect(
      sides
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...ids].sort());
    const standardError = Math.sqrt(0.06 * 0.94 * ids.length);
    expect(Math.abs(sides[1].length - 0.06 * ids.length)).toBeLessThan(4 * standardError);
  });

  it("does not depend on order or on other documents, but on the seed", async () => {
    const all = await heldOutIds(ids, { heldOut: 0.1 });
    expect((await heldOutIds([...ids].reverse(), { heldOut: 0.1 })).reverse()).toEqual(all);
    const half = ids.filter((_, i) => i % 2 === 0);
    expect(await heldOutIds(half, { heldOut: 0.1 })).toEqual(all.filter((id) => half.includes(id)));
    expect(await heldOutIds(ids, { heldOut: 0.1, seed: 1 })).not.toEqual(all);
  });
});

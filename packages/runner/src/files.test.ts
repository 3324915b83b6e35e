import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectWritable, removeLeftovers, writeFileAtomic, writeFolderAtomic } from "./files.ts";

const folder = () => mkdtemp(join(tmpdir(), "preflm-files-"));

describe("writeFileAtomic", () => {
  it("writes parts one after the other and leaves no temporary file", async () => {
    const root = await folder();
    await writeFileAtomic(join(root, "deep", "a.bin"), [Uint8Array.of(1, 2), Uint8Array.of(3)]);
    expect([...(await readFile(join(root, "deep", "a.bin")))]).toEqual([1, 2, 3]);
    expect(await readdir(join(root, "deep"))).toEqual(["a.bin"]);
  });

  it("keeps the old content when writing fails, and says why", async () => {
    const root = await folder();
    await writeFile(join(root, "file"), "old");
    await expect(writeFileAtomic(join(root, "file", "below"), "new")).rejects.toThrow(
      /below" cannot be used: a part of the path is a file. Choose another folder/,
    );
    expect(await readFile(join(root, "file"), "utf8")).toBe("old");
  });
});

describe("writeFolderAtomic", () => {
  it("appears whole or not at all", async () => {
    const root = await folder();
    const failing = writeFolderAtomic(join(root, "step"), async (temporary) => {
      await writeFile(join(temporary, "half"), "");
      throw new Error("disk on fire");
    });
    await expect(failing).rejects.toThrow("disk on fire");
    expect(await readdir(root)).toEqual([]);
  });
});

describe("removeLeftovers", () => {
  it("removes what an interrupted write left and nothing else", async () => {
    const root = await folder();
    for (const name of ["a.0123abcd.tmp", "b.tmp", "c.json"]) await writeFile(join(root, name), "");
    await removeLeftovers(root);
    expect((await readdir(root)).sort()).toEqual(["b.tmp", "c.json"]);
  });
});

describe("expectWritable", () => {
  it("refuses a path below a file with the fix", async () => {
    const root = await folder();
    await writeFile(join(root, "file"), "");
    await expect(expectWritable(join(root, "file", "runs"))).rejects.toThrow(
      /Choose another folder/,
    );
  });
});

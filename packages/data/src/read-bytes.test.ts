import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readBytes } from "./read-bytes.ts";
import { collect, storedZstd, temporaryFolder } from "./test-support.ts";
import { zstdFrames } from "./zstd-frames.ts";

/** 40 lines, compressed by the program `zstd` with a checksum. */
const ZSTD = Buffer.from(
  "KLUv/WQmC7UEAHIHGBeAWQfEWFc7+IPNgkFR/Hue53nBtqFZwxE+19hSCa0In2tsqYTUI3yusaVSivC5xpZKQHMu38sWMSrxpu9h9uu9LPg2/e2BEbafBJ3KA7ZJL1SeZ1/Wo/NBiyOcXrgPEyioEbBv/b8D4HWrARH8DcH/v8MPU1VVVVTQ1KpKVavUqEpVdQWN9hrMzJRyZr6bDQTIKqi6I68=",
  "base64",
);
const LINES = Array.from(
  { length: 40 },
  (_, i) => `{"text":"line ${i} of the fixture, which repeats itself so that it compresses"}\n`,
).join("");
const SKIPPED = Buffer.from("502a4d180500000068656c6c6f", "hex"); // a frame that readers are to skip

function write(name: string, ...parts: readonly Uint8Array[]): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

const read = async (path: string) => Buffer.concat(await collect(readBytes(path))).toString();

describe("readBytes", () => {
  it("reads a file as it is, or decompressed as its name says", async () => {
    expect(await read(write("a.txt", Buffer.from(LINES)))).toBe(LINES);
    expect(await read(write("a.gz", gzipSync(LINES)))).toBe(LINES);
    expect(await read(write("a.zst", ZSTD))).toBe(LINES);
    expect(await read(write("a", gzipSync(LINES)))).not.toBe(LINES);
  });

  it("reads archives of several members, empty and skipped ones too, to their end", async () => {
    const gzip = [gzipSync(LINES), gzipSync(""), gzipSync("b")];
    expect(await read(write("a.gz", ...gzip))).toBe(`${LINES}b`);
    const large = Buffer.alloc(300_000, "large ");
    const frames = [storedZstd(large), SKIPPED, ZSTD, storedZstd(Buffer.of()), ZSTD, SKIPPED];
    expect(await read(write("a.zst", ...frames))).toBe(`${large}${LINES}${LINES}`);
  });

  it("says which archive is torn, at whatever byte", async () => {
    const two = Buffer.concat([storedZstd(Buffer.from(LINES)), ZSTD]);
    const whole = new Set([two.length - ZSTD.length]); // there a frame ends
    for (let length = 0; length < two.length; length += length > 4000 ? 1 : 97) {
      if (whole.has(length)) continue;
      const torn = read(write("t.jsonl.zst", two.subarray(0, length)));
      await expect(torn, `${length}`).rejects.toMatchObject({ code: "corrupt" });
    }
    const gzip = gzipSync(LINES);
    for (let length = 0; length < gzip.length; length += 5) {
      const torn = read(write("t.jsonl.gz", gzip.subarray(0, length)));
      await expect(torn).rejects.toThrow(
        /"\/.*t\.jsonl\.gz" is not a whole gzip file: .*Fetch it again/,
      );
    }
  });

  it("says which file is no archive, or ends in something else", async () => {
    for (const name of ["a.gz", "a.zst"]) {
      const plain = read(write(name, Buffer.from(LINES)));
      await expect(plain).rejects.toMatchObject({ code: "corrupt" });
    }
    const more = read(write("a.zst", ZSTD, Buffer.from("more, which is no frame")));
    await expect(more).rejects.toThrow(/is not a whole zstd file/);
    await expect(read("/nowhere.zst")).rejects.toMatchObject({ code: "io" });
  });

  it("finds damage by the checksum, where Node has its own zstd", async (context) => {
    if (!("zstd" in process.versions))
      context.skip("fzstd, used on Node before 22.15, has no checksums");
    const damaged = Buffer.from(ZSTD);
    damaged[damaged.length - 1] ^= 1;
    await expect(read(write("a.zst", damaged))).rejects.toMatchObject({ code: "corrupt" });
  });

  it("lets go of the file when its reader stops", async () => {
    for (const path of [write("a.gz", gzipSync(LINES)), write("a.zst", ZSTD, ZSTD)]) {
      for await (const bytes of readBytes(path)) {
        expect(bytes.length).toBeGreaterThan(0);
        break;
      }
    }
  });

  it("reads standard input once, and says so the second time", () => {
    const script = `
      const { readBytes } = await import(${JSON.stringify(new URL("./read-bytes.ts", import.meta.url))});
      let length = 0;
      for await (const bytes of readBytes("-")) length += bytes.length;
      process.stdout.write(String(length));
      for await (const bytes of readBytes("-")) length += bytes.length;
    `;
    const flags = ["--conditions=preflm:source", "--import", "tsx", "--input-type=module"];
    const input = Buffer.alloc(3_000_000, "x");
    const child = spawnSync(process.execPath, [...flags, "--eval", script], { input });
    expect(String(child.stdout)).toBe("3000000");
    expect(String(child.stderr)).toMatch(/Standard input .* can be read once/);
  });
});

describe("zstd frames", () => {
  const WHOLE = Buffer.concat([ZSTD, SKIPPED, storedZstd(Buffer.alloc(300_000)), ZSTD]);

  it("are cut where they end, however the stream is chopped", async () => {
    for (const size of [1, 3, 1000, WHOLE.length]) {
      async function* chopped() {
        for (let at = 0; at < WHOLE.length; at += size) yield WHOLE.subarray(at, at + size);
      }
      const lengths: number[] = [];
      for await (const frame of zstdFrames(chopped())) {
        lengths.push(Buffer.concat(await collect(frame)).length);
      }
      expect(lengths).toEqual([ZSTD.length, 300_000 + 9 + 3 * 3, ZSTD.length]);
    }
  });
});

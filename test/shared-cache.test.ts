import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openDocumentCache } from "@preflm/data";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./toy.ts";

const child = fileURLToPath(new URL("cache-child.ts", import.meta.url));

/** A process that stores so many values under its name. */
function storing(folder: string, name: string, count: number) {
  const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
  return spawn(process.execPath, [...flags, child, folder, name, String(count)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("a document cache of several processes", () => {
  it("keeps every value of those that write at the same time, whoever of them is killed", async () => {
    const folder = await temporaryFolder();
    const [count, names] = [1500, ["one", "two"]];
    const writers = names.map((name) => storing(folder, name, count));
    const ended = Promise.all(writers.map((writer) => once(writer, "close")));
    for (const name of ["first victim", "second victim"]) {
      const victim = storing(folder, name, Infinity);
      const closed = once(victim, "close");
      await once(victim.stdout, "data"); // its first value is stored
      await setTimeout(100);
      victim.kill("SIGKILL"); // most likely in the midst of writing
      await closed;
    }
    const clean = [0, null];
    expect(await ended).toEqual([clean, clean]);
    const cache = openDocumentCache(folder, "scores", "x");
    const lost = names.flatMap((name) =>
      Array.from({ length: count }, (_, i) => i).filter(
        (i) => `${cache.get([`${name} ${i}`])}` !== `value ${i} of ${name}`.repeat(20),
      ),
    );
    expect(lost).toEqual([]);
    expect(cache.get(["first victim 0"])).toBeDefined();
    cache.close();
  });
});

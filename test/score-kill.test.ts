import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { random } from "@preflm/core";
import { openScores, scoreCorpus } from "@preflm/scoring";
import { describe, expect, it } from "vitest";
import { slow } from "./slow-scorer.ts";
import { temporaryFolder } from "./toy.ts";

const child = fileURLToPath(new URL("score-child.ts", import.meta.url));
const DOCUMENTS = 4000;
/** Documents that a kill may find under way: what two workers were given, and what they had not sent yet. */
const IN_FLIGHT = 2 * 2 * 16;
const texts = Array.from(
  { length: DOCUMENTS },
  (_, i) => `Letter ${i}: ${"see the sea ".repeat(i % 4)}`,
);

/** Starts the scoring and kills it at a moment, so many milliseconds after it begins; false if it ended before. */
async function killAfter(
  moment: { readonly milliseconds: number; begins(): Promise<void> },
  given: readonly string[],
): Promise<boolean> {
  const flags = ["--conditions=preflm:source", "--import", "tsx"];
  const running = spawn(process.execPath, [...flags, child, ...given], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(running, "close");
  await Promise.race([once(running.stdout, "data"), closed]);
  await Promise.race([moment.begins().then(() => setTimeout(moment.milliseconds)), closed]);
  running.kill("SIGKILL");
  const [code, signal] = await closed;
  if (signal !== "SIGKILL") expect(code).toBe(0);
  return signal === "SIGKILL";
}

/** How many documents, from the first on, the journal says are scored. */
function recorded(folder: string): number {
  const path = join(folder, "journal.log");
  if (!existsSync(path)) return 0;
  const whole = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return whole.reduce((sum, line) => sum + JSON.parse(line).counts.documents, 0);
}

const lines = (path: string) =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];

const shards = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith("part"))
    .map((name) => [name, readFileSync(join(folder, name)).toString("hex")]);

describe("scoring that is killed again and again", () => {
  it.each([
    ["compact", "jsonl"],
    ["paper", "parquet"],
  ] as const)(
    "as %s %s, ten times, scores nothing recorded twice and ends with the same bytes",
    async (shape, format) => {
      const seed = Math.floor(Math.random() * 1e9);
      const uniform = random(seed, "kill");
      const folder = await temporaryFolder();
      const input = join(folder, "letters.jsonl");
      writeFileSync(input, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
      const whole = await scoreCorpus({
        input,
        output: join(folder, "whole"),
        scorer: { ...slow({ log: "" }), annotate: quick },
        shape,
        format,
        blockSize: 400,
      });
      const output = join(folder, "killed");
      const log = join(folder, "log");
      const scored = join(output, whole.folder.split(/[\\/]/).at(-1) ?? "");
      const given = [input, output, log, shape, format];
      let [kills, atWork] = [0, 0];
      for (; kills < 10; kills++) {
        const [done, before] = [recorded(scored), lines(log).length];
        // A quarter of the kills come while it starts, the others while it scores.
        const starting = uniform() < 0.25;
        const begins = async () => {
          while (!starting && lines(log).length === before) await setTimeout(5);
        };
        if (!(await killAfter({ milliseconds: uniform() * 500, begins }, given))) break;
        const now = lines(log).slice(before);
        if (now.length > 0) atWork++;
        const known = new Set(texts.slice(0, done));
        expect(
          now.filter((text) => known.has(text)),
          `seed ${seed}`,
        ).toEqual([]);
      }
      const never = { milliseconds: 60_000, begins: async () => {} };
      expect(await killAfter(never, given)).toBe(false);
      const counts = new Map<string, number>();
      for (const text of lines(log)) counts.set(text, (counts.get(text) ?? 0) + 1);
      const again = lines(log).length - counts.size;
      console.log(
        `seed ${seed}: ${kills} kills, ${atWork} of them while documents were scored; ${again} of ${DOCUMENTS} documents, under way then, were scored again`,
      );
      expect([kills, atWork]).toEqual([10, expect.toSatisfy((count: number) => count >= 3)]);
      expect(again).toBeLessThanOrEqual(kills * IN_FLIGHT);
      expect(counts.size).toBe(DOCUMENTS);
      expect(shards(scored)).toEqual(shards(whole.folder));
      let read = 0;
      for await (const { text } of openScores(scored).documents()) expect(text).toBe(texts[read++]);
      expect(read).toBe(DOCUMENTS);
    },
    180_000,
  );
});

/** The scores of `slow` without its slowness. */
async function quick(documents: readonly string[]) {
  const scores = await slow({ log: "" }).score(documents);
  return documents.map((text, i) => [{ text, score: scores[i] }]);
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { fromTexts, openCorpus } from "@preflm/data";
import { mle } from "@preflm/objective-mle";
import { pii } from "@preflm/scorer-pii";
import { openScores } from "@preflm/scoring";
import { run } from "preflm";
import { describe, expect, it, vi } from "vitest";
import { letters, temporaryFolder, timeless, toyRun } from "./toy.ts";

vi.setConfig({ testTimeout: 90_000 }); // each starts processes, and they start threads

const cli = fileURLToPath(new URL("../packages/runner/src/cli.ts", import.meta.url));
const jsonLines = (texts: readonly string[]) =>
  texts.map((text) => `${JSON.stringify({ text })}\n`).join("");
const texts = letters.map((text, i) =>
  i % 5 === 0 ? `${text} Write to ann${i}@example.com.` : text,
);

/** A project that has scorer-pii installed, and a corpus in it. */
async function project(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ dependencies: { "@preflm/scorer-pii": "1" } }),
  );
  await mkdir(join(folder, "node_modules", "@preflm"), { recursive: true });
  const installed = fileURLToPath(new URL("..", import.meta.resolve("@preflm/scorer-pii")));
  await symlink(installed, join(folder, "node_modules", "@preflm", "scorer-pii"));
  await writeFile(join(folder, "corpus.jsonl"), jsonLines(texts));
  return folder;
}

async function score(
  folder: string,
  given: readonly string[],
  more: { input?: string; stop?: boolean } = {},
) {
  const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx"), cli];
  const running = spawn(process.execPath, [...flags, "score", ...given], { cwd: folder });
  let [out, errors, stopped] = ["", "", false];
  running.stdout.on("data", (data) => {
    out += data;
  });
  running.stderr.on("data", (data) => {
    errors += data;
    if (more.stop && !stopped && /scores into/.test(errors)) stopped = running.kill("SIGINT");
  });
  running.stdin.end(more.input);
  const [code] = await once(running, "close");
  return {
    code: code as number,
    out,
    errors,
    folder: join(folder, out.trim().split("\n").at(-1) ?? ""),
  };
}

const scoresOf = async (folder: string) => {
  const scores = [];
  for await (const { text, segments } of openScores(folder).documents())
    scores.push({ text, scores: segments?.map((segment) => segment.score) });
  return scores;
};

const expected = async () =>
  (await pii({ segments: "lines" }).annotate(texts)).map((segments, i) => ({
    text: texts[i],
    scores: segments.map((segment) => expect.closeTo(segment.score, 6)),
  }));

describe("preflm score", () => {
  const lines = ["--scorer", "pii", "--options", '{"segments":"lines"}', "--workers", "2"];

  it("scores files, archives, folders and standard input alike, in each shape and format", async () => {
    const folder = await project();
    await writeFile(join(folder, "zipped.jsonl.gz"), gzipSync(jsonLines(texts)));
    await mkdir(join(folder, "letters"));
    for (const [i, text] of texts.entries())
      await writeFile(join(folder, "letters", `${String(i).padStart(3, "0")}.eml`), text);
    const runs = await Promise.all([
      score(folder, ["corpus.jsonl", ...lines]),
      score(folder, ["zipped.jsonl.gz", "--shape", "paper", "--cache", "a", ...lines]),
      score(folder, [
        "letters",
        "--extensions",
        ".eml",
        "--format",
        "parquet",
        "--cache",
        "b",
        ...lines,
      ]),
      score(
        folder,
        [
          "-",
          "--output",
          "of-stdin",
          "--shape",
          "paper",
          "--format",
          "parquet",
          "--cache",
          "c",
          ...lines,
        ],
        {
          input: jsonLines(texts),
        },
      ),
    ]);
    for (const { code, errors, out, folder: scored } of runs) {
      expect([code, errors]).toEqual([0, expect.stringMatching(/^pii scores into .*, 2 workers/)]);
      expect(out).toContain(`${texts.length} documents, `);
      expect(await scoresOf(scored)).toEqual(await expected());
    }
    // The paper's shape is a corpus by itself.
    for (const { folder: scored } of [runs[1], runs[3]]) {
      const read = [];
      for await (const { text, segments } of openCorpus(join(scored, "part-*")).documents())
        read.push({ text, scores: segments?.map((segment) => segment.score) });
      expect(read).toEqual(await expected());
    }
  });

  it("prints events for machines, and takes options from a file", async () => {
    const folder = await project();
    await writeFile(join(folder, "options.json"), '{"segments":"lines"}');
    const given = ["corpus.jsonl", "--scorer", "pii", "--options", "options.json", "--json"];
    const { code, out } = await score(folder, given);
    expect(code).toBe(0);
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: "start", scorer: "pii" });
    expect(events.at(-2)).toMatchObject({ type: "progress", documents: texts.length });
    expect(events.at(-1)).toMatchObject({
      type: "done",
      newDocuments: texts.length,
      manifest: { state: "complete", counts: { documents: texts.length, quarantined: 0 } },
    });
  });

  it("sets documents aside, says so, and ends well; with a scorer of the user's own in TypeScript", async () => {
    const folder = await project();
    await writeFile(join(folder, "moody.ts"), MOODY);
    const given = ["corpus.jsonl", "--scorer", "./moody.ts", "--time-limit", "2"];
    const { code, out, errors, folder: scored } = await score(folder, given);
    expect([code, errors]).toEqual([0, expect.stringContaining("quarantined")]);
    expect(errors).toMatch(/quarantined corpus.jsonl:6: the scorer took longer than 2 s/);
    expect(out).toMatch(/WARNING: 1 documents are in quarantine.*quarantine.jsonl says why/);
    const [aside] = (await readFile(join(scored, "quarantine.jsonl"), "utf8")).trim().split("\n");
    expect(JSON.parse(aside)).toMatchObject({ id: "corpus.jsonl:6", line: 6, kind: "time" });
  });

  it("stops on Ctrl-C with 130, says how to go on, and goes on", async () => {
    const folder = await project();
    await writeFile(join(folder, "corpus.jsonl"), jsonLines(Array(200).fill(texts).flat()));
    const stopped = await score(folder, ["corpus.jsonl", ...lines], { stop: true });
    expect([stopped.code, stopped.errors]).toEqual([
      130,
      expect.stringMatching(/is kept.*To go on/),
    ]);
    expect((await score(folder, ["corpus.jsonl", ...lines])).code).toBe(0);
  });

  it.each<[string[], RegExp]>([
    [["corpus.jsonl"], /Say which scorer to use/],
    [["corpus.jsonl", "--scorer", "pi"], /no scorer "pi". Did you mean "pii"/],
    [["corpus.jsonl", "--scorer", "pii", "--options", "{"], /--options is not JSON/],
    [
      ["corpus.jsonl", "--scorer", "pii", "--shape", "papre"],
      /must be one of.*Did you mean "paper"/,
    ],
    [["gone.jsonl", "--scorer", "pii"], /"gone.jsonl" does not exist/],
    [["-", "--scorer", "pii"], /say where the scores go with the option output/],
  ])("%s exits with 1 and one clear error", async (given, message) => {
    const { code, errors } = await score(await project(), given);
    expect(code).toBe(1);
    expect(errors).toMatch(message);
    expect(errors).not.toMatch(/\n\s+at /);
  });
});

describe("a run", () => {
  it("trains from a folder of scores, by its path, to the same report", async () => {
    const folder = await project();
    const { folder: scored } = await score(folder, ["corpus.jsonl", "--scorer", "pii"]);
    const never = { ...pii(), annotate: () => Promise.reject(new Error("asked the scorer")) };
    const config = (corpus: string, output: string) => toyRun(join(folder, output), { corpus });
    const own = await run({ ...config(join(folder, "corpus.jsonl"), "a"), scorer: pii() });
    const from = await run({ ...config(scored, "b"), scorer: never });
    expect(timeless(from.runs)).toEqual(timeless(own.runs));
  });
});

describe("a run of a large corpus", () => {
  it("scores on threads if its scorer has a path, with the same report", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "threaded.mjs");
    await writeFile(file, THREADED);
    const corpus = { ...fromTexts("letters", letters), size: 1e7 };
    const config = (output: string) => toyRun(join(folder, output), { corpus, objective: mle() });
    const threaded = await run({ ...config("a"), scorer: { use: file, only: "threads" } });
    const own = await run({
      ...config("b"),
      scorer: { use: file },
      corpus: { ...corpus, size: 1 },
    });
    expect(timeless(threaded.runs)).toEqual(timeless(own.runs));
  });
});

const THREADED = `
import { isMainThread } from "node:worker_threads";
export function threaded({ only } = {}) {
  const score = (text) => text.split("@").length - 1;
  return {
    specificationVersion: "v1", name: "threaded", fingerprint: "threaded " + only,
    async annotate(documents) {
      if (only && isMainThread) throw new Error("This is the main thread.");
      return documents.map((text) => [{ text, score: score(text) }]);
    },
    score: async (texts) => texts.map(score),
  };
}`;

const MOODY = `
export function moody() {
  enum Mood { good = 0 }
  const score = (text: string) => Mood.good;
  return {
    specificationVersion: "v1", name: "moody", fingerprint: "moody 1",
    async annotate(documents: string[]) {
      for (const text of documents) while (text.includes("ann5@")) ;
      return documents.map((text) => [{ text, score: score(text) }]);
    },
    score: async (texts: string[]) => texts.map(score),
  };
}`;

/**
 * How fast a corpus becomes batches, and with how much memory. From the repository's root:
 *
 *   node --conditions=preflm:source --import tsx packages/data/bench/throughput.ts corpus.jsonl [copies]
 *
 * `copies` repeats the corpus that many times (default 1): peak memory should hardly move with it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scorer } from "@preflm/core";
import {
  annotate,
  createLoader,
  fromTexts,
  jsonl,
  packCorpus,
  scoreDistribution,
  trainTokenizer,
} from "../src/index.ts";

const [path, copies = "1"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "preflm-bench-"));
const cache = join(folder, "cache");
const source = jsonl(path);
const corpus = fromTexts("bench", async function* () {
  for (let copy = 0; copy < Number(copies); copy++) {
    for await (const { text } of source.documents()) yield `${copy} ${text}`;
  }
});

/** Lines, scored by a count that costs next to nothing. */
const scorer: Scorer = {
  specificationVersion: "v1",
  name: "at-signs",
  fingerprint: "at-signs",
  annotate: async (documents) =>
    documents.map((document) =>
      (document.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({
        text,
        score: text.split("@").length - 1,
      })),
    ),
  score: async (texts) => texts.map(() => 0),
};

async function measure<T>(name: string, megabytes: number, action: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = await action();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const processor = ((user + system) / 1e6).toFixed(2).padStart(8);
  const peak = process.resourceUsage().maxRSS / 1024;
  const rate = `${(megabytes / seconds).toFixed(1)} MB/s`;
  process.stdout.write(
    `${name.padEnd(28)}${seconds.toFixed(2).padStart(8)} s${processor} CPU-s${rate.padStart(14)}   peak ${peak.toFixed(0)} MB\n`,
  );
  return result;
}

try {
  let characters = 0;
  for await (const { text } of corpus.documents()) characters += text.length;
  const megabytes = characters / 1e6;
  const scored = () => annotate(corpus.documents(), scorer, { cache });
  const texts = async function* () {
    for await (const { text } of source.documents()) yield text;
  };
  const pack = (name: string, options = {}) =>
    packCorpus(scored(), {
      tokenizer,
      objective: {},
      seed: 0,
      path: join(folder, name),
      ...options,
    });

  await measure("annotate, fresh", megabytes, () => scoreDistribution(scored()));
  const { counts } = await measure("annotate, cached", megabytes, () =>
    scoreDistribution(scored()),
  );
  const tokenizer = await measure("train tokenizer (1 copy)", megabytes / Number(copies), () =>
    trainTokenizer(texts(), { vocabulary: 2048 }),
  );
  const store = await measure("pack, fresh tokens", megabytes, () => pack("a", { cache }));
  (await measure("pack, cached tokens", megabytes, () => pack("b", { cache }))).close();
  const options = { stores: async () => store, rows: 8, columns: 128, seed: 0 };
  const loader = await createLoader(options);
  const batches = Math.floor(loader.tokensPerEpoch / (8 * 128));
  await measure("one epoch of 8 × 128", megabytes, async () => {
    for (let i = 0; i < batches; i++) await loader.next();
  });
  process.stdout.write(`${JSON.stringify({ ...counts, tokens: store.tokens })}\n`);
  store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

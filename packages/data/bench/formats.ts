/**
 * How fast corpora are read, and with how much memory, whatever their formats. From the repository's root:
 *
 *   node --conditions=preflm:source --import tsx packages/data/bench/formats.ts corpus.jsonl corpus.parquet …
 *
 * For each path: raw lines (of JSON lines), then documents, in MB of the file's lines or of the documents' text
 * per second and per processor second, with the resident memory at each quarter of the way.
 */
import { openCorpus, readBytes } from "../src/index.ts";
import { readLines } from "../src/lines.ts";

/** Streams sizes, in bytes or characters, and prints how fast and with what memory. */
async function measure(name: string, sizes: () => AsyncIterable<number>, total: number) {
  const start = performance.now();
  const before = process.cpuUsage();
  let seen = 0;
  const memory: number[] = [];
  for await (const size of sizes()) {
    seen += size;
    if (seen * 4 >= total * (memory.length + 1)) memory.push(process.memoryUsage.rss() / 1e6);
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const megabytes = seen / 1e6;
  const rates = [megabytes / seconds, megabytes / ((user + system) / 1e6)].map((r) => r.toFixed(0));
  process.stdout.write(
    `${name.padEnd(44)}${megabytes.toFixed(0).padStart(6)} MB ${seconds.toFixed(1).padStart(6)} s` +
      `${rates[0].padStart(6)} MB/s${rates[1].padStart(6)} MB/CPU-s   resident ${memory.map((m) => m.toFixed(0)).join(", ")} MB\n`,
  );
  return seen;
}

async function* bytesOf(path: string) {
  for await (const bytes of readBytes(path)) yield bytes.length;
}
async function* linesOf(path: string) {
  for await (const line of readLines(path)) yield line.length + 1;
}
async function* textsOf(path: string) {
  for await (const { text } of openCorpus(path).documents()) yield text.length;
}

for (const path of process.argv.slice(2)) {
  let total = 0;
  for await (const size of textsOf(path)) total += size; // also fills the system's cache of the file
  if (/\.(jsonl|ndjson|json)(\.gz|\.zst)?$/.test(path)) {
    const bytes = await measure(`${path}, bytes`, () => bytesOf(path), total);
    await measure(`${path}, lines`, () => linesOf(path), bytes);
  }
  await measure(`${path}, documents`, () => textsOf(path), total);
}

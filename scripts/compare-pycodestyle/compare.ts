/** How often @preflm/scorer-pep8 finds what pycodestyle finds. See README.md. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { download, groups, sample } from "./corpus.ts";
import { printDifferences, printRules, printSets } from "./print.ts";
import { type Answer, findPython, type Reference, reference, type Way } from "./reference.ts";
import { tally, type Violation } from "./tally.ts";
import { textsOf } from "./texts.ts";
import { environmentWith } from "./versions.ts";

const AHEAD = 64;
const scratch = join(tmpdir(), "preflm-compare-pycodestyle");

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    files: { type: "string", default: "300" },
    set: { type: "string" },
    rule: { type: "string" },
    show: { type: "string", default: "5" },
    lines: { type: "string", default: "file" },
    python: { type: "string" },
    "pycodestyle-path": { type: "string" },
    against: { type: "string" },
    ours: { type: "string", default: "../../plugins/scorer-pep8/src/index.ts" },
    corpus: { type: "string", default: join(scratch, "corpus") },
    download: { type: "boolean", default: false },
  },
});

const { check }: { check: (source: string) => readonly Violation[] } = await import(
  new URL(options.ours, import.meta.url).href
);
const python = findPython(
  options.python ? [options.python] : ["python3", "/usr/bin/python3"],
  options["pycodestyle-path"],
);
const answersFolder = join(scratch, "answers");
const installed = await reference(python, answersFolder, options["pycodestyle-path"]);
const others: Reference[] = [];
for (const version of options.against?.split(",") ?? []) {
  const own = environmentWith(version, python, join(scratch, "versions"));
  others.push(await reference(own, answersFolder));
}

if (options.download) download(options.corpus);
const seed = Number(options.seed);
const from = groups(options.corpus, positionals);
const files = sample(from, Number(options.files), seed);
console.log(
  `pycodestyle ${installed.pycodestyle} on Python ${installed.python}; seed ${seed}; ` +
    `${files.length} files of ${from.length} groups: ${from.map(({ name }) => name).join(", ")}\n`,
);
const texts = [...textsOf(files, seed)].filter(
  ({ set }) => !options.set || set.startsWith(options.set),
);

const real = tally();
const odd = tally();
const versus = others.map((theirs) => ({ theirs, ours: tally(), installed: tally() }));
const ask = (text: string) =>
  Promise.all([installed, ...others].map((theirs) => theirs.ask(options.lines as Way, text)));
const answers = texts.slice(0, AHEAD).map(({ text }) => ask(text));
const failures = new Map<string, number>();
const speed = { characters: 0, ours: 0, theirs: 0, memory: 0 };
let slowest = { name: "", seconds: 0, length: 0 };
for (const [i, text] of texts.entries()) {
  await setImmediate(); // lets the other processes work meanwhile
  if (i + AHEAD < texts.length) answers.push(ask(texts[i + AHEAD].text));
  const before = process.cpuUsage();
  const ours = check(text.text);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > slowest.seconds) slowest = { name: text.name, seconds, length: text.text.length };

  const [answer, ...otherAnswers] = await answers[i];
  const theirs = violations(answer);
  if (answer.error) failures.set(answer.error, (failures.get(answer.error) ?? 0) + 1);
  speed.memory = Math.max(speed.memory, answer.kilobytes);
  if (text.set === "whole files") {
    speed.characters += text.text.length;
    speed.ours += seconds;
    speed.theirs += answer.seconds;
  }
  (text.set.startsWith("odd") ? odd : real).add(text, ours, theirs);
  for (const [j, other] of versus.entries()) {
    const found = violations(otherAnswers[j]);
    other.ours.add(text, ours, found);
    other.installed.add(text, theirs, found);
  }
}
for (const { close } of [installed, ...others]) close();

printSets(real, odd);
if (real.sets.size > 0) printRules("Whole, cut and windows, by rule", real);
if (odd.sets.size > 0) printRules("Odd texts, rules that differ", odd, { all: false });
printDifferences([...real.differences, ...odd.differences], Number(options.show), options.rule);
for (const { theirs, ours, installed: between } of versus) {
  const name = `pycodestyle ${theirs.pycodestyle}`;
  console.log(`\n${name} on Python ${theirs.python}`);
  printSets(ours);
  printRules(`Rules that differ from ${name}`, ours, { all: false, theirs: theirs.pycodestyle });
  printRules(`Rules that differ between the versions`, between, {
    all: false,
    ours: installed.pycodestyle,
    theirs: theirs.pycodestyle,
  });
}

const rate = (seconds: number) => `${(speed.characters / 1e6 / seconds).toFixed(2)} M characters/s`;
const gigabytes = (kilobytes: number) => `${(kilobytes / 1e6).toFixed(2)} GB at most`;
console.log(
  `\nwhole files, ours: ${rate(speed.ours)}, ${gigabytes(process.resourceUsage().maxRSS)} with all the texts` +
    `\nwhole files, pycodestyle: ${rate(speed.theirs)}, ${gigabytes(speed.memory)}` +
    `\nour slowest: ${slowest.seconds.toFixed(2)} s for the ${slowest.length} characters of ${slowest.name}`,
);
for (const [error, count] of failures) {
  console.log(
    `pycodestyle raised ${error} on ${count} texts: counted as clean, as the paper's scorer does`,
  );
}

function violations({ found }: Answer): Violation[] {
  return found?.map(([line, , code]) => ({ line, code })) ?? [];
}

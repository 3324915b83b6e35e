/** How often @preflm/scorer-pep8 finds what pycodestyle finds. See README.md. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { download, groups, sample } from "./corpus.ts";
import { printDifferences, printRules, printSets } from "./print.ts";
import { findPython, reference, type Way } from "./reference.ts";
import { tally, type Violation } from "./tally.ts";
import { textsOf } from "./texts.ts";

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
    lines: { type: "string", default: "paper" },
    python: { type: "string" },
    "pycodestyle-path": { type: "string" },
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
const theirs = await reference(python, join(scratch, "answers"), options["pycodestyle-path"]);

if (options.download) download(options.corpus);
const seed = Number(options.seed);
const from = groups(options.corpus, positionals);
const files = sample(from, Number(options.files), seed);
console.log(
  `pycodestyle ${theirs.pycodestyle} on Python ${theirs.python}; seed ${seed}; ` +
    `${files.length} files of ${from.length} groups: ${from.map(({ name }) => name).join(", ")}\n`,
);

const texts = [...textsOf(files, seed)].filter(
  ({ set }) => !options.set || set.startsWith(options.set),
);
const answers = texts.slice(0, AHEAD).map(({ text }) => theirs.ask(options.lines as Way, text));
const real = tally();
const odd = tally();
const failures = new Map<string, number>();
let characters = 0;
let ourSeconds = 0;
let theirSeconds = 0;
let theirMemory = 0;
let slowest = { name: "", seconds: 0, length: 0 };
for (const [i, text] of texts.entries()) {
  await setImmediate(); // lets the other process work meanwhile
  if (i + AHEAD < texts.length) {
    answers.push(theirs.ask(options.lines as Way, texts[i + AHEAD].text));
  }
  const { user, system } = process.cpuUsage();
  const ours = check(text.text);
  const used = process.cpuUsage({ user, system });
  const own = (used.user + used.system) / 1e6;
  const { found, error, seconds, kilobytes } = await answers[i];
  if (text.set === "whole files") {
    characters += text.text.length;
    ourSeconds += own;
    theirSeconds += seconds;
  }
  theirMemory = Math.max(theirMemory, kilobytes);
  if (own > slowest.seconds) slowest = { name: text.name, seconds: own, length: text.text.length };
  if (error) failures.set(error, (failures.get(error) ?? 0) + 1);
  const result = text.set.startsWith("odd") ? odd : real;
  result.add(text, ours, found?.map(([line, , code]) => ({ line, code })) ?? []);
}
theirs.close();

printSets(real, odd);
if (real.sets.size > 0) printRules("Whole, cut and windows, by rule", real);
if (odd.sets.size > 0) printRules("Odd texts, rules that differ", odd, false);
printDifferences([...real.differences, ...odd.differences], Number(options.show), options.rule);
const speed = (seconds: number) => `${(characters / 1e6 / seconds).toFixed(2)} M characters/s`;
const gigabytes = (kilobytes: number) => `${(kilobytes / 1e6).toFixed(2)} GB at most`;
console.log(
  `\nwhole files, ours: ${speed(ourSeconds)}, ${gigabytes(process.resourceUsage().maxRSS)} with all the texts; ` +
    `slowest: ${slowest.seconds.toFixed(2)} s for the ${slowest.length} characters of ${slowest.name}` +
    `\nwhole files, pycodestyle: ${speed(theirSeconds)}, ${gigabytes(theirMemory)}`,
);
for (const [error, count] of failures) {
  console.log(
    `pycodestyle raised ${error} on ${count} texts, counted as clean, as the paper's scorer does`,
  );
}

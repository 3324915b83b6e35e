import type { Finding, Scorer } from "@preflm/core";
import { sentences, textLines } from "@preflm/text";
import { type EntityFinder, entityFinder } from "./entities.ts";
import { byStart, detectors, findWith, type LabelledDetectors } from "./find.ts";
import { optionalDetectors } from "./optional.ts";
import {
  type CheckedOptions,
  checkPiiOptions,
  type PiiEntityOptions,
  type PiiOptions,
} from "./options.ts";
import { mergeSpans } from "./span.ts";

/** Changes with every change of the default rules, those of phone numbers included. */
const RULES = "rules-1 libphonenumber-js-1.13.16";

/**
 * Scores text by how much personally identifiable information it holds: findings per character.
 *
 * Findings are those of scrubadub 2.0.1's seven default detectors at en_US, merged where they overlap or touch;
 * characters are Unicode code points; the empty text scores 0 (Korbak et al. 2023, §4). Further detectors are off
 * by default. With `entities` the scorer comes as a promise, since its fingerprint holds the content of the model.
 */
export function pii(options: PiiEntityOptions): Promise<Scorer>;
export function pii(options?: PiiOptions): Scorer;
export function pii(options: PiiOptions | PiiEntityOptions = {}): Scorer | Promise<Scorer> {
  const checked = checkPiiOptions(options);
  if (!("entities" in options) || options.entities === undefined) return scorer(checked);
  return entityFinder(options.entities).then((entities) => scorer(checked, entities));
}

function scorer(options: CheckedOptions, entities?: EntityFinder): Scorer {
  const { segments, normalization, names, optional, today } = options;
  const split = segments === "lines" ? textLines : sentences;

  const load = async (): Promise<LabelledDetectors> => [
    ...names.map((name) => [name, detectors[name]] as const),
    ...(await Promise.all(
      optional.map(async (name) => [name, await optionalDetectors[name].load(today)] as const),
    )),
  ];
  let loading: Promise<LabelledDetectors> | undefined;

  const findAll = async (texts: readonly string[]): Promise<readonly (readonly Finding[])[]> => {
    loading ??= load();
    const loaded = await loading;
    const found = texts.map((text) => findWith(loaded, text));
    if (!entities) return found;
    const named = await entities.find(texts);
    return found.map((findings, i) => byStart([...findings, ...named[i]]));
  };

  const score = async (texts: readonly string[]): Promise<readonly number[]> => {
    const found = await findAll(texts);
    return texts.map((text, i) => {
      const count = mergeSpans(found[i]).length;
      if (count === 0) return 0;
      const characters = countCharacters(text);
      const rate = count / characters;
      return normalization === "per-character" ? rate : rate / characters;
    });
  };

  return {
    specificationVersion: "v1",
    name: "pii",
    unit:
      normalization === "per-character"
        ? { label: "PII spans per 1,000 characters", scale: 1000 }
        : { label: "PII spans per squared 1,000 characters", scale: 1e6 },
    fingerprint: [
      ...["pii", RULES, segments, normalization, names.join("+")],
      ...optional.map((name) => optionalDetectors[name].fingerprint(today)),
      ...(entities ? [entities.fingerprint] : []),
    ].join(" "),
    async annotate(documents) {
      const pieces = documents.map(split);
      const scores = (await score(pieces.flat())).values();
      return pieces.map((texts) =>
        texts.map((text) => ({ text, score: scores.next().value ?? 0 })),
      );
    },
    score,
    async explain(text) {
      const [findings] = await findAll([text]);
      return findings;
    },
  };
}

/** The number of code points, as Python's `len`. */
function countCharacters(text: string): number {
  let characters = 0;
  for (const _ of text) characters++;
  return characters;
}

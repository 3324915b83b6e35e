import { checkOptions, PreflmError, show } from "@preflm/core";
import { TODAY } from "./detectors/date-of-birth.ts";
import type { EntityOptions } from "./entities.ts";
import { type DetectorName, detectorNames } from "./find.ts";
import { type OptionalDetectorName, optionalDetectorNames } from "./optional.ts";

/** The options of `pii`. */
export interface PiiOptions {
  /** What `annotate` scores: sentences as the paper does, or lines, empty ones with the line before. Default `"sentences"`. */
  readonly segments?: "sentences" | "lines";
  /** The detectors to run; `"default"` stands for the seven that run by default. Default `["default"]`. */
  readonly detectors?: readonly ("default" | DetectorName | OptionalDetectorName)[];
  /** The day from which `date_of_birth` counts ages, as `"2023-02-16"`; only its year matters. Default: the day the paper appeared. */
  readonly today?: string;
  /**
   * What the number of findings is divided by: the number of characters, or its square, which is the scale
   * of the scores the paper's authors published. Default `"per-character"`.
   */
  readonly normalization?: "per-character" | "per-character-squared";
}

/** The options of `pii` with named entities. */
export interface PiiEntityOptions extends PiiOptions {
  /** A token classifier that finds names, organizations or what else its labels say. Default: none. */
  readonly entities: EntityOptions;
}

/** Options with every default filled in; the names of detectors are in the order of their tables. */
export interface CheckedOptions extends Required<Omit<PiiOptions, "detectors">> {
  readonly names: readonly DetectorName[];
  readonly optional: readonly OptionalDetectorName[];
}

/** Checks what can be checked before a model is loaded; throws on unknown names and values. */
export function checkPiiOptions(options: PiiOptions | PiiEntityOptions): CheckedOptions {
  const known = ["segments", "detectors", "today", "normalization", "entities"];
  const check = checkOptions("pii", options, known);
  const entities = "entities" in options ? options.entities : undefined;
  if (entities !== undefined && (typeof entities !== "object" || entities === null))
    fail("entities", entities, 'an object such as { folder: "models/ner" }');
  const names = ["default", ...detectorNames, ...optionalDetectorNames] as const;
  const chosen = options.detectors ?? ["default"];
  if (!Array.isArray(chosen) || (chosen.length === 0 && !entities))
    fail("detectors", chosen, "a list of detectors", ` There are: ${names.join(", ")}.`);
  for (const name of chosen) check.oneOf("detectors", name, names);
  const today = options.today ?? TODAY;
  if (!/^\d{4}-\d\d-\d\d$/.test(today) || Number.isNaN(Date.parse(today)))
    fail("today", today, 'a day such as "2023-02-16"');
  return {
    segments: check.oneOf("segments", options.segments ?? "sentences", ["sentences", "lines"]),
    normalization: check.oneOf("normalization", options.normalization ?? "per-character", [
      "per-character",
      "per-character-squared",
    ]),
    today,
    names: chosen.includes("default")
      ? detectorNames
      : detectorNames.filter((name) => chosen.includes(name)),
    optional: optionalDetectorNames.filter((name) => chosen.includes(name)),
  };
}

function fail(option: string, given: unknown, expected: string, hint = ""): never {
  throw new PreflmError(
    "invalid-option",
    `pii: option "${option}" must be ${expected}, got ${show(given)}.${hint}`,
  );
}

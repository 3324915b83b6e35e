import { checkOptions, didYouMean, PreflmError, type Scorer, show } from "@preflm/core";

/** One of the scorers that are combined. */
export interface Part {
  readonly name: string;
  readonly scorer: Scorer;
  /** Multiplies the part's scores; above 0. */
  readonly weight: number;
  /** Up to this score the part counts 0. */
  readonly gate: number;
}

/** The options that describe the parts. */
interface PartOptions {
  readonly scorers: Readonly<Record<string, Scorer>>;
  readonly weights?: Readonly<Record<string, number>>;
  readonly gates?: Readonly<Record<string, number>>;
}

/** The parts, checked and ordered by name, so that the order in which they were given changes nothing. */
export function partsOf({ scorers, weights = {}, gates = {} }: PartOptions): readonly Part[] {
  const names = isPlain(scorers) ? Object.keys(scorers).sort() : [];
  if (names.length === 0)
    fail(
      `option "scorers" must hold scorers by name, such as { pii: pii() }, got ${show(scorers)}`,
    );
  const given = { weights, gates };
  for (const [option, numbers] of Object.entries(given)) {
    if (!isPlain(numbers))
      fail(`option "${option}" must hold numbers by name, got ${show(numbers)}`);
    for (const name of Object.keys(numbers)) {
      if (!names.includes(name))
        fail(
          `option "${option}" names "${name}", which is not a scorer here (${names.join(", ")}).${didYouMean(name, names)}`,
        );
    }
  }
  const check = checkOptions("compose", {}, []);
  return names.map((name) => ({
    name,
    scorer: scorerOf(name, scorers[name]),
    weight: check.number(`weights.${name}`, weights[name] ?? 1, { above: 0 }),
    gate: check.number(`gates.${name}`, gates[name] ?? 0, { min: 0 }),
  }));
}

function scorerOf(name: string, scorer: Scorer): Scorer {
  if (scorer?.specificationVersion === "v1") return scorer;
  return fail(
    `option "scorers.${name}" must be a scorer, such as pii(), got ${show(scorer)}. Names work in configuration files`,
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(message: string): never {
  throw new PreflmError("invalid-option", `compose: ${message}.`);
}

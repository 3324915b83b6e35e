import { didYouMean, PreflmError } from "./errors.ts";
import { isQuantile, type Threshold } from "./threshold.ts";

/** Checks of a plugin's options; every message names the plugin, the option, the value and the fix. */
export interface OptionChecks {
  /** A finite number (or `Infinity` where `max` allows it) between `min` and `max`. */
  number(
    name: string,
    value: number,
    range?: { min?: number; max?: number; above?: number },
  ): number;
  /** A whole number between `min` and `max`. */
  integer(name: string, value: number, range?: { min?: number; max?: number }): number;
  /** A score ≥ 0 or `quantile(q)` with q in [0, 1]; there is no default, so that a threshold is always a choice. */
  threshold(name: string, value: Threshold | undefined): Threshold;
  /** `true` or `false`. */
  boolean(name: string, value: boolean): boolean;
  /** A string that is not empty. */
  string(name: string, value: string): string;
  /** One of the choices. */
  oneOf<T extends string>(name: string, value: T, choices: readonly T[]): T;
}

/**
 * Rejects unknown option names ("did you mean") and returns checks for the values.
 *
 * `checkOptions("conditional", options, ["threshold", "unmarkedShare"])`
 */
export function checkOptions(
  plugin: string,
  options: object,
  known: readonly string[],
): OptionChecks {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new PreflmError(
      "invalid-option",
      `${plugin}: expected an object of options${known.length ? ` (${known.join(", ")})` : ""}, got ${show(options)}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const list = known.length ? `Its options are: ${known.join(", ")}.` : "It takes no options.";
    throw new PreflmError(
      "invalid-option",
      `${plugin} has no option "${name}".${didYouMean(name, known)} ${list}`,
    );
  }
  const fail = (name: string, value: unknown, expected: string, hint = ""): never => {
    throw new PreflmError(
      "invalid-option",
      `${plugin}: option "${name}" must be ${expected}, got ${show(value)}.${hint}`,
    );
  };
  const number: OptionChecks["number"] = (
    name,
    value,
    { min = -Infinity, max = Infinity, above } = {},
  ) => {
    const good =
      typeof value === "number" &&
      value >= min &&
      value <= max &&
      (above === undefined || value > above);
    return good ? value : fail(name, value, `a number${describeRange(min, max, above)}`);
  };
  return {
    number,
    integer: (name, value, { min = -Infinity, max = Infinity } = {}) =>
      Number.isInteger(value) && value >= min && value <= max
        ? value
        : fail(name, value, `a whole number${describeRange(min, max)}`),
    boolean: (name, value) =>
      typeof value === "boolean" ? value : fail(name, value, "true or false"),
    string: (name, value) =>
      typeof value === "string" && value !== "" ? value : fail(name, value, "a string, not empty"),
    threshold: (name, value) => {
      if (value === undefined) {
        fail(
          name,
          value,
          "given: a score ≥ 0, such as 0, or a quantile of the corpus, such as quantile(0.5)",
        );
      }
      const given = value as Threshold;
      if (isQuantile(given)) {
        number(`${name}.quantile`, given.quantile, { min: 0, max: 1 });
        return given;
      }
      return typeof given === "number" && given >= 0
        ? given
        : fail(name, given, "a score ≥ 0 or { quantile: 0 … 1 }");
    },
    oneOf: (name, value, choices) =>
      choices.includes(value)
        ? value
        : fail(
            name,
            value,
            `one of ${choices.map((choice) => show(choice)).join(", ")}`,
            didYouMean(String(value), choices),
          ),
  };
}

function describeRange(min: number, max: number, above?: number): string {
  if (above !== undefined)
    return Number.isFinite(max) ? ` above ${above} and at most ${max}` : ` above ${above}`;
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return ` ≥ ${min}`;
  return Number.isFinite(max) ? ` ≤ ${max}` : "";
}

/** A value as an error message shows it: short, and with strings quoted. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "string")
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}…` : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  try {
    const json = JSON.stringify(value) ?? "an object";
    return json.length > 60 ? `${json.slice(0, 57)}…` : json;
  } catch {
    return "an object"; // circular, or with a bigint inside
  }
}

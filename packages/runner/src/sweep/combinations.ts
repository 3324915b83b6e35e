import { didYouMean, PreflmError, show } from "@preflm/core";

/** Values to try of options, by dotted path such as `"training.learningRate"`. */
export type Over = Readonly<Record<string, readonly unknown[]>>;

/** One value for each option that is varied. */
export type Choice = Readonly<Record<string, unknown>>;

/** All combinations of the values, the last option changing fastest. Throws unless each has different values. */
export function combinations(over: Over): Choice[] {
  const entries = Object.entries(over);
  if (entries.length === 0) fail("no option is varied; give one, such as training.learningRate");
  for (const [path, values] of entries) {
    if (!Array.isArray(values) || values.length === 0)
      fail(`"${path}" must have a list of values, got ${show(values)}`);
    const texts = values.map((value) => JSON.stringify(value));
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    if (twice !== undefined) fail(`"${path}" has the value ${twice} twice`);
  }
  return entries.reduce<Choice[]>(
    (before, [path, values]) =>
      before.flatMap((choice) => values.map((value) => ({ ...choice, [path]: value }))),
    [{}],
  );
}

/**
 * A configuration with the options of a choice in their places. A path leads through objects and lists
 * (`objective.1.beta`); in an option that is a name, such as `"objective": "rwr"`, it leads into that plugin's options.
 * Throws where a path leads into something else; what the last step may be called, the run checks.
 */
export function withChoice<T>(base: T, choice: Choice): T {
  let config: unknown = base;
  for (const [path, value] of Object.entries(choice))
    config = replaced(config, path.split("."), value, path);
  return config as T;
}

function replaced(part: unknown, [key, ...rest]: string[], value: unknown, path: string): unknown {
  if (typeof part === "string") return replaced({ use: part }, [key, ...rest], value, path);
  if (Array.isArray(part)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index >= part.length)
      fail(`"${path}": "${key}" is no position in a list of ${part.length}; the first is 0`);
    return part.map((item, i) =>
      i === index ? (rest.length === 0 ? value : replaced(item, rest, value, path)) : item,
    );
  }
  if (typeof part !== "object" || part === null)
    return fail(`"${path}": "${key}" is looked for in ${show(part)}, which has no options`);
  const record = part as Readonly<Record<string, unknown>>;
  if (rest.length === 0) return { ...record, [key]: value };
  if (record[key] === undefined) {
    const names = Object.keys(record);
    return fail(
      `"${path}": there is no "${key}".${didYouMean(key, names)} There are: ${names.join(", ")}`,
    );
  }
  return { ...record, [key]: replaced(record[key], rest, value, path) };
}

/** `learningRate-0.001_beta-3`: the last step of each path and its value, as a folder's name. */
export function choiceName(choice: Choice): string {
  return Object.entries(choice)
    .map(([path, value]) => `${path.split(".").at(-1)}-${valueText(value)}`)
    .join("_");
}

/** A value as people read it. */
export function valueText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(/[^\w.+-]+/g, "-").replace(/^-+|-+$/g, "");
}

function fail(message: string): never {
  throw new PreflmError("invalid-option", `sweep: ${message}.`);
}

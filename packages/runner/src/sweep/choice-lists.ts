import { PreflmError } from "@preflm/core";
import type { Over } from "./combinations.ts";

/**
 * Options and their values as a command is told them: `training.learningRate=0.001,0.002;objective.beta=1`. Values are
 * JSON where they can be, else texts.
 */
export function choiceLists(given: string): Over {
  const lists = given.split(";").filter((list) => list.trim() !== "");
  return Object.fromEntries(
    lists.map((list) => {
      const [, path, values] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(list) ?? [];
      if (path === undefined || values.trim() === "") {
        throw new PreflmError(
          "invalid-option",
          `--over must be an option and its values, such as objective.beta=0.001,0.01, got "${list}".`,
        );
      }
      return [path, valuesOf(values)];
    }),
  );
}

/** The list as JSON if it is one, such as `{"quantile":0.5},0`; else its parts between commas. */
function valuesOf(list: string): readonly unknown[] {
  try {
    return JSON.parse(`[${list}]`);
  } catch {
    return list.split(",").map((part) => parsedValue(part.trim()));
  }
}

function parsedValue(part: string): unknown {
  try {
    return JSON.parse(part);
  } catch {
    return part;
  }
}

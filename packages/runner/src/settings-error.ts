import { didYouMean, show } from "@preflm/core";
import type { z } from "zod";

/** One sentence or two on what is wrong with a configuration: where, what was given, what was expected. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  config: unknown,
  schema: z.ZodObject,
): string {
  // A mistyped name makes the right one missing too: tell of the mistyping.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const where = issue.path.length ? `"${issue.path.join(".")}"` : "the configuration";
  if (issue.code === "unrecognized_keys") {
    const known = optionsAt(schema, issue.path);
    const given = issue.keys[0];
    return `${where} has no option "${given}".${didYouMean(given, known)} Its options are: ${known.join(", ")}.`;
  }
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown>)?.[key],
    config,
  );
  const expected = issue.message.replace(/^Invalid (input|option): /, "");
  if (value === undefined) return `${where} is missing: ${expected}.`;
  return `${where}: got ${show(value)}; ${expected}.`;
}

/** The options of the configuration, or of the part of it that a path of one key leads to. */
function optionsAt(schema: z.ZodObject, path: readonly PropertyKey[]): string[] {
  const part = path.length ? schema.shape[String(path[0])] : schema;
  const object = "unwrap" in part ? part.unwrap() : part; // with a default around it
  return Object.keys("shape" in object ? object.shape : {});
}

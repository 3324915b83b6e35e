import type { Scorer } from "@preflm/core";
import type { TaskName } from "../tasks.ts";

/** Told of a small model's syntax rather than of its style, these would drown all others. */
const SYNTAX = ["E112", "E113", "E115", "E116", "E12", "E131", "E251", "E9", "W292"];

/** Imports the scorer of a task; it scores lines. */
export async function openScorer(task: TaskName): Promise<Scorer> {
  if (task === "pii") return (await import("@preflm/scorer-pii")).pii({ segments: "lines" });
  const { defaultIgnore, pep8 } = await import("@preflm/scorer-pep8");
  return pep8({ ignore: [...defaultIgnore, ...SYNTAX], maxLineLength: 88 });
}

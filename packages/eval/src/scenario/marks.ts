import { didYouMean, type Objective, PreflmError } from "@preflm/core";

/** What an objective says about marks: its control tokens and how it samples. */
export type Marks = Pick<Objective, "controlTokens" | "generation">;

/** The mark that a scenario samples under, and the control tokens it never samples. */
export interface ChosenMark {
  /** Absent for none. */
  readonly mark?: string;
  readonly banned: readonly string[];
}

/** Whether a scenario with this mark says anything about an objective: those without marks have none to sample under. */
export function appliesTo(
  scenario: { readonly mark?: string; readonly steer?: number },
  { controlTokens = [] }: Marks,
): boolean {
  return (scenario.mark === undefined && scenario.steer === undefined) || controlTokens.length > 0;
}

/**
 * Resolves `"aligned"`, `"misaligned"`, `"none"`, a control token or nothing. Under the objective's own mark its own
 * tokens are banned; under another mark all others are, so that a sample stays under it; under none, all are.
 */
export function chooseMark(mark: string | undefined, marks: Marks): ChosenMark {
  const { controlTokens = [], generation = {} } = marks;
  const own = generation.prefix;
  const { banned = [] } = generation;
  if (mark === undefined) return own === undefined ? { banned } : { mark: own, banned };
  if (mark === "none") return { banned: controlTokens };
  const token =
    mark === "aligned" ? alignedMark(marks) : mark === "misaligned" ? misalignedMark(marks) : mark;
  if (token === own) return { mark: token, banned };
  if (!controlTokens.includes(token)) throw unknownMark(mark, controlTokens);
  return { mark: token, banned: controlTokens.filter((other) => other !== token) };
}

/** The mark that the objective samples with. */
function alignedMark({ controlTokens = [], generation }: Marks): string {
  if (generation?.prefix !== undefined) return generation.prefix;
  throw unknownMark("aligned", controlTokens);
}

/** The other one of an objective's two marks. */
export function misalignedMark({ controlTokens = [], generation }: Marks): string {
  const others = controlTokens.filter((token) => token !== generation?.prefix);
  if (others.length === 1) return others[0];
  throw unknownMark("misaligned", controlTokens);
}

function unknownMark(mark: string, controlTokens: readonly string[]): PreflmError {
  const words = controlTokens.length ? ["aligned", "misaligned", "none"] : ["none"];
  const hint = words.includes(mark) ? "" : didYouMean(mark, [...words, ...controlTokens]);
  const what = controlTokens.length
    ? `Its control tokens are: ${controlTokens.join(", ")}; give one of them, or "none".`
    : "It has no control tokens; leave the mark out.";
  return new PreflmError(
    "invalid-option",
    `The model has no mark "${mark}" to sample under.${hint} ${what}`,
  );
}

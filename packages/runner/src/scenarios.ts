import { createHash } from "node:crypto";
import { type Objective, PreflmError } from "@preflm/core";
import { type Tokenizer, withControlTokens } from "@preflm/data";
import {
  appliesTo,
  type CompleteScenario,
  completeScenario,
  readPrompts,
  type Scenario,
  type ScenarioDefaults,
  type SkippedScenario,
  scenarioTokens,
} from "@preflm/eval";
import type { Settings } from "./settings.ts";

/** What is drawn from a model of an objective, and what is not and why. */
export interface ScenarioPlan {
  readonly scenarios: readonly CompleteScenario[];
  readonly skipped: readonly SkippedScenario[];
}

/** The scenarios that a configuration gives, complete. Throws on a bad one and on equal names. */
export function completeScenarios(
  given: Scenario | readonly Scenario[] | undefined,
  sampling: ScenarioDefaults,
): readonly CompleteScenario[] | undefined {
  if (given === undefined) return undefined;
  const scenarios = (Array.isArray(given) ? given : [given]) as readonly Scenario[];
  const complete = scenarios.map((scenario) => completeScenario(scenario, sampling));
  const names = complete.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined && names.length > 0) return complete;
  throw new PreflmError(
    "invalid-option",
    twice === undefined
      ? '"scenarios" is empty; give one, or leave it out.'
      : `Two scenarios are named "${twice}"; give each a name of its own.`,
  );
}

/**
 * The scenarios of an objective: those of the configuration, or the samples of its `sampling` and, where it has marks,
 * the same under the other mark and under none. Those that are about marks are skipped where there are none.
 */
export function planScenarios(
  { scenarios, sampling }: Pick<Settings, "scenarios" | "sampling">,
  objective: Objective,
): ScenarioPlan {
  const all =
    scenarios ??
    [{ name: "unconditional" }, ...markScenarios(objective)].map((scenario) =>
      completeScenario(scenario, sampling),
    );
  const reason = `${objective.name} has no marks`;
  const applies = (scenario: Scenario) => appliesTo(scenario, objective);
  return {
    scenarios: all.filter(applies),
    skipped: all.filter((scenario) => !applies(scenario)).map(({ name }) => ({ name, reason })),
  };
}

function markScenarios({ controlTokens = [], generation }: Objective): readonly Scenario[] {
  const own = generation?.prefix;
  const others = controlTokens.filter((token) => token !== own);
  const name = (token: string) =>
    own !== undefined && others.length === 1 ? "misaligned" : `under ${token}`;
  return [
    ...others.map((mark) => ({ name: name(mark), mark })),
    ...(own === undefined ? [] : [{ name: "unmarked", mark: "none" }]),
  ];
}

/** Throws what sampling after the training would: unknown marks, prompts that do not fit, no scenario that applies. */
export async function checkScenarios(
  settings: Settings,
  objectives: readonly Objective[],
  tokenizer: Tokenizer,
): Promise<void> {
  const { context } = settings.model;
  for (const objective of objectives) {
    const { scenarios } = planScenarios(settings, objective);
    if (scenarios.length === 0) {
      throw new PreflmError(
        "invalid-option",
        `${objective.name} has no marks, and every scenario is about marks; add one without "mark", such as { name: "unconditional" }.`,
      );
    }
    const marked = withControlTokens(tokenizer, objective.controlTokens ?? []);
    for (const scenario of scenarios)
      await scenarioTokens({ tokenizer: marked, marks: objective, context }, scenario);
  }
}

/** The scenarios as a manifest records them: a file of prompts by its content. */
export async function scenariosRecord(
  scenarios: readonly CompleteScenario[] | undefined,
): Promise<readonly object[] | undefined> {
  if (scenarios === undefined) return undefined;
  return Promise.all(
    scenarios.map(async ({ prompts, ...scenario }) => {
      if (typeof prompts !== "string") return { ...scenario, prompts };
      const texts = (await readPrompts(prompts)).map(({ text }) => text);
      const sha256 = createHash("sha256").update(JSON.stringify(texts)).digest("hex");
      return { ...scenario, prompts: { file: prompts, sha256 } };
    }),
  );
}

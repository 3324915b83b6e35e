import { mean } from "../metrics/interval.ts";
import { pairedTest } from "../metrics/paired-test.ts";
import type { ObjectiveReport } from "../report.ts";
import type { ComparedObjective, PairedScenario } from "./comparison.ts";

/** Scenarios in which the first run and another continued the same prompts as often. */
export function pairedScenarios(
  objectives: readonly ComparedObjective[],
): readonly PairedScenario[] {
  return objectives.flatMap(({ objective, reports: [first, ...others] }) =>
    others.flatMap((other, i) => {
      if (!first || !other) return [];
      return scenarioNames(first).flatMap((scenario) => {
        const [a, b] = [byPrompt(first, scenario), byPrompt(other, scenario)];
        const alike = samePrompts(first, other, scenario);
        if (!alike || a.length === 0 || a.length !== b.length) return [];
        return [{ objective, scenario, run: i + 1, test: pairedTest(a, b) }];
      });
    }),
  );
}

function scenarioNames({ seeds = [] }: ObjectiveReport): readonly string[] {
  return seeds[0]?.scenarios?.map(({ name }) => name) ?? [];
}

/** The score of each sample in order, as the mean over seeds; nothing if seeds have unlike numbers of samples. */
function byPrompt({ seeds = [] }: ObjectiveReport, name: string): readonly number[] {
  const scores = seeds.flatMap(({ scenarios = [] }) =>
    scenarios.filter((scenario) => scenario.name === name).map((scenario) => scenario.scores),
  );
  if (scores.length < seeds.length || scores.length === 0) return [];
  if (scores.some((each) => each.length !== scores[0].length)) return [];
  return scores[0].map((_, i) => mean(scores.map((each) => each[i])));
}

/** Whether the samples kept to look at continue the same texts: unprompted samples have nothing that pairs them. */
function samePrompts(a: ObjectiveReport, b: ObjectiveReport, scenario: string): boolean {
  const prompts = ({ examples }: ObjectiveReport) =>
    examples.filter((example) => example.scenario === scenario).map((example) => example.prompt);
  const [own, others] = [prompts(a), prompts(b)];
  return own.length > 0 && own.every((prompt, i) => prompt !== undefined && prompt === others[i]);
}

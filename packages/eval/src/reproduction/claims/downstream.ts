import { list, percent } from "../../format.ts";
import { mean } from "../../metrics/interval.ts";
import type { ClaimRule, Judgement, Verdict } from "../claim.ts";
import { interval, inWords, level, type Side, sideOf } from "../evidence.ts";
import { open, overSeeds } from "../judge-factor.ts";
import { together } from "../judge-parts.ts";
import type { DownstreamReport } from "../reproduction.ts";

const MARGIN = 0.02;

/** What the models are good for. */
export const keepsDownstream: ClaimRule = {
  id: "conditional-keeps-downstream",
  heading: "Conditional training keeps what the model is good for",
  statement:
    "After finetuning on labelled tasks (GLUE), conditional training stays closest to MLE of all objectives; zero-shot too it does as well as MLE.",
  source: "Section 4, downstream tasks",
  rule: "On every task, agrees if conditional is shown to lose at most 2 percentage points of accuracy against mle, seeds paired; differs if it is shown to lose more. A task on which mle is no better than chance says nothing.",
  needs: "downstream",
  about: [],
  judge({ experiments: { downstream = {} } }) {
    const parts = gradedTasks(downstream).flatMap((task) => {
      const judgement = judgeTask(task);
      return judgement ? [{ name: task.name, judgement }] : [];
    });
    return parts.length > 0 ? together(parts) : "It takes a task graded on mle and conditional.";
  },
};

/** A task with the accuracy of each objective by seed. */
export interface GradedTask {
  readonly name: string;
  readonly items: number;
  readonly chance: number;
  readonly untrained: readonly number[];
  readonly sides: readonly (Side & { readonly seeds: readonly number[] })[];
}

/** Every task as accuracies: of multiple choice, those by log-probability a byte, behind the mark where there is one. */
export function gradedTasks({
  classification = [],
  choices = [],
}: DownstreamReport): readonly GradedTask[] {
  const grouped = (graded: readonly { objective: string; seed: number; accuracy: number }[]) =>
    [...new Set(graded.map(({ objective }) => objective))].map((name) => {
      const own = graded.filter(({ objective }) => objective === name);
      const side = sideOf(
        name,
        own.map((g) => g.accuracy),
        "linear",
        1,
      );
      return { ...side, seeds: own.map((g) => g.seed) };
    });
  return [
    ...classification
      .filter(({ graded }) => graded.length > 0)
      .map(({ name, untrained = [], graded }) => ({
        name,
        items: graded[0].result.test.texts,
        chance: graded[0].result.majority.accuracy,
        untrained: untrained.map((result) => result.accuracy.mean),
        sides: grouped(graded.map((g) => ({ ...g, accuracy: g.result.accuracy.mean }))),
      })),
    ...choices
      .filter(({ graded }) => graded.length > 0)
      .map(({ name, untrained = [], graded }) => ({
        name,
        items: graded[0].result.items,
        chance: graded[0].result.chance,
        untrained: untrained.map(({ accuracies }) => accuracies[0].perByte.mean),
        sides: grouped(
          graded.map((g) => ({ ...g, accuracy: g.result.accuracies.at(-1)?.perByte.mean ?? 0 })),
        ),
      })),
  ];
}

function judgeTask({ name: task, sides, chance }: GradedTask): Judgement | undefined {
  const [mle, conditional] = ["mle", "conditional"].map((name) =>
    sides.find((side) => side.name === name),
  );
  if (!mle || !conditional) return undefined;
  const losses = mle.values.flatMap((value, i) => {
    const own = conditional.seeds.indexOf(mle.seeds[i]);
    return own < 0 ? [] : [value - conditional.values[own]];
  });
  if (losses.length === 0) return undefined;
  const loss = interval(sideOf("loss", losses, "linear"));
  const learnt = mean(mle.values) > chance + MARGIN;
  const verdict: Verdict =
    loss.high === undefined || loss.low === undefined || !learnt
      ? "not shown"
      : loss.high <= MARGIN
        ? "agrees"
        : loss.low > MARGIN
          ? "differs"
          : "not shown";
  const distance = (side: Side) => Math.abs(mean(side.values) - mean(mle.values));
  const others = sides.filter((side) => side !== mle);
  const closest = others.reduce((a, b) => (distance(b) < distance(a) ? b : a)).name;
  const numbers = [level(mle, "accuracy"), level(conditional, "accuracy")];
  const words = numbers.map((each) => `${each.name} ${inWords(each, percent)}`);
  const points = (value: number) => (100 * value).toFixed(1).replace("-", "−");
  const range =
    loss.low === undefined || loss.high === undefined
      ? ""
      : ` [${points(loss.low)}, ${points(loss.high)}]`;
  return {
    verdict,
    because: `${task} (${overSeeds([{ values: losses }])}): ${list(words)}; a loss of ${points(loss.mean)}${range} points. Closest to mle: ${closest}.${losses.length < 2 ? ` ${open(1)}` : ""}${learnt ? "" : " mle itself answers no better than chance: there is nothing to lose."}`,
    shown: `loses ${points(loss.mean)} points`,
    numbers,
  };
}

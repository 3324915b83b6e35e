import type { ChoiceResult, ClassificationResult, GradedModel } from "@preflm/eval";
import type { Task } from "preflm";
import type { ChoicesInput, ClassificationInput } from "../downstream-task.ts";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { filesOf, type Setting } from "../setting.ts";
import { pretrained } from "./pretraining.ts";

/**
 * What the models of pretraining learned beside writing: labels of texts after finetuning, for the paper's GLUE, and
 * which text goes on with a context, for its LAMBADA. A text without labels has no classification.
 */
export const downstream: Experiment = {
  tasks: (setting) => {
    const objectives = Object.keys(objectivesOf(setting.task));
    return setting.seeds.flatMap((seed) => [
      ...(labelled(setting) ? [UNTRAINED, ...objectives] : [])
        .filter((model) => JUDGED.includes(model) || setting.scale.fewerSeeds.includes(seed))
        .map((model) => classification(setting, model, seed)),
      ...objectives.map((objective) => choice(setting, objective, seed)),
    ]);
  },
  collect(setting, results) {
    const objectives = Object.keys(objectivesOf(setting.task));
    const graded = <Result>(nameOf: typeof classificationName, models: readonly string[]) =>
      models.flatMap((objective) =>
        setting.seeds.flatMap((seed): GradedModel<Result>[] => {
          const result = results[nameOf(objective, seed)] as Result | undefined;
          return result ? [{ objective, seed, result }] : [];
        }),
      );
    const untrained = graded<ClassificationResult>(classificationName, [UNTRAINED]);
    const labels = graded<ClassificationResult>(classificationName, objectives);
    const choices = graded<ChoiceResult>(choiceName, objectives);
    return {
      downstream: {
        ...(labels.length > 0 && {
          classification: [
            {
              name: setting.task.question,
              untrained: untrained.map(({ result }) => result),
              graded: labels,
            },
          ],
        }),
        ...(choices.length > 0 && { choices: [{ name: "Which text goes on?", graded: choices }] }),
      },
    };
  },
};

/** What the paper's claim is about: finetuned with every seed, the others with fewer. */
const JUDGED: readonly string[] = ["mle", "conditional"];

/** What stands for a model that was not pretrained. */
const UNTRAINED = "untrained";

/** Whether the text is the task's own, which has labels. */
function labelled({ corpus }: Setting): boolean {
  return corpus === undefined;
}

function classificationName(model: string, seed: number): string {
  return `classification-${model}-seed${seed}`;
}

function choiceName(model: string, seed: number): string {
  return `choices-${model}-seed${seed}`;
}

function classification(setting: Setting, model: string, seed: number): Task {
  const { folder, project, scale, secondsPerToken } = setting;
  const { train, test } = filesOf(setting);
  const { epochs } = scale.classification;
  const of = pretrained(model === UNTRAINED ? "mle" : model, seed);
  const checkpoint = `${folder}/${of}`;
  const untrained = model === UNTRAINED;
  const texts = scale.classification.train + scale.classification.test;
  const input: ClassificationInput = {
    ...{ project, checkpoint, untrained, train, test, epochs, seed },
  };
  return {
    name: classificationName(model, seed),
    after: [of],
    module: import.meta.resolve("@preflm/reproduce"),
    export: "classificationTask",
    ...{ input, checkpoint },
    cost: 0.5 + secondsPerToken * texts * epochs * scale.model.context,
  };
}

function choice(setting: Setting, objective: string, seed: number): Task {
  const { folder, project, scale, secondsPerToken } = setting;
  const of = pretrained(objective, seed);
  const checkpoint = `${folder}/${of}`;
  const items = filesOf(setting).choices;
  const input: ChoicesInput = { project, checkpoint, items, seed };
  return {
    name: choiceName(objective, seed),
    after: [of],
    module: import.meta.resolve("@preflm/reproduce"),
    export: "choicesTask",
    ...{ input, checkpoint },
    cost: 0.5 + secondsPerToken * scale.choices * scale.model.context,
  };
}

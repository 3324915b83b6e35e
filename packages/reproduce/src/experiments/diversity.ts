import { diversityOf } from "@preflm/eval";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { sampledTexts } from "../reports.ts";
import { pretrained, pretraining } from "./pretraining.ts";

/** How varied the samples of the models of pretraining are, against those of plain pretraining (paper, appendix F). */
export const diversity: Experiment = {
  tasks: pretraining.tasks,
  collect: ({ folder, task, seeds }) => ({
    diversity: Object.keys(objectivesOf(task)).flatMap((objective) =>
      seeds.flatMap((seed) => {
        const texts = sampledTexts(folder, pretrained(objective, seed), "unconditional");
        return texts.length > 0 ? [diversityOf(objective, seed, texts)] : [];
      }),
    ),
  }),
};

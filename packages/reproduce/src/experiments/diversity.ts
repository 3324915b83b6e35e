import { diversityOf } from "@preflm/eval";
import type { Experiment } from "../experiment.ts";
import { objectivesOf } from "../objectives.ts";
import { sampledTexts } from "../reports.ts";
import { pretrained, pretraining, seedsOf } from "./pretraining.ts";

/** How varied the samples of the models of pretraining are, against those of plain pretraining (paper, appendix F). */
export const diversity: Experiment = {
  tasks: pretraining.tasks,
  collect: (setting) => ({
    diversity: Object.keys(objectivesOf(setting.task)).flatMap((objective) =>
      seedsOf(setting, objective).flatMap((seed) => {
        const texts = sampledTexts(setting.folder, pretrained(objective, seed), "unconditional");
        return texts.length > 0 ? [diversityOf(objective, seed, texts)] : [];
      }),
    ),
  }),
};

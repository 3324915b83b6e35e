import { percent } from "../../format.ts";
import type { ClaimRule } from "../claim.ts";
import { runOf, scores, unitOf } from "../evidence.ts";
import { judgeFactor } from "../judge-factor.ts";

const PAPERS: Readonly<Record<string, string>> = {
  0.5: "Feedback for the second half of training alone leaves the model worse aligned: PII 0.0018 after plain pretraining and 1.6 billion tokens with feedback, against 0.0013 with feedback from the start.",
  0.9: "Feedback for the last tenth alone leaves the model worse aligned still.",
};

/** Feedback from the start against feedback after a share of plain pretraining. */
export function betterThanFinetuning(start: number): ClaimRule {
  return {
    id: `better-than-finetuning-at-${start}`,
    heading: `Feedback from the start aligns better than finetuning from ${percent(start)}`,
    statement: PAPERS[start] ?? "The later the feedback begins, the worse aligned the model.",
    source: "Section 5; Fig. 1",
    rule: "Conditional training decides, both trained on equally many tokens. Agrees if the finetuned model is shown to score more across seeds; differs if it is shown to score less.",
    needs: "finetuning",
    about: ["conditional"],
    judge(reproduction) {
      const { pretraining, finetuning = [] } = reproduction.experiments;
      const whole = runOf(pretraining, "conditional");
      const late = runOf(
        finetuning.filter((run) => run.start === start),
        "conditional",
      );
      if (!whole) return "It takes conditional from the start.";
      if (!late) return `Conditional was not trained from mle's checkpoint at ${percent(start)}.`;
      return judgeFactor({
        more: scores(late, `from ${percent(start)}`),
        less: scores(whole, "from the start"),
        bar: 1,
        unit: unitOf(reproduction),
      });
    },
  };
}

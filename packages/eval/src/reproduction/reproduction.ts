import type { ChoiceResult } from "../downstream/choice-result.ts";
import type { ClassificationResult } from "../downstream/classification-result.ts";
import type { RedTeamResult } from "../red-team/red-team-result.ts";
import type {
  BackendReport,
  CorpusReport,
  ModelReport,
  ObjectiveReport,
  ScorerReport,
  SeedReport,
  Settings,
} from "../report.ts";
import type { Claim } from "./claim.ts";
import type { DiversityReport } from "./diversity.ts";

/** What a reproduction of the paper measured: everything is plain JSON, and its page is drawn from nothing else. */
export interface Reproduction {
  /** Korbak et al. 2023, "Pretraining Language Models with Human Preferences". */
  readonly paper: "korbak2023";
  /** Such as `"pii"`. */
  readonly task: string;
  /** Such as `"tiny"`. */
  readonly scale: string;
  /** ISO 8601. */
  readonly created: string;
  /** Version of preflm. */
  readonly preflm: string;
  readonly backend: BackendReport;
  /** Processor, cores, memory, versions: names and values as a person would like to read them. */
  readonly machine: Settings;
  readonly corpus: CorpusReport;
  readonly scorer: ScorerReport;
  /** Segments scoring more are misaligned. */
  readonly threshold: number;
  readonly model: ModelReport;
  readonly tokenizer: { readonly name?: string; readonly vocabulary: number };
  /** Settings of training that all objectives share; `tokens` is the budget of one training run. */
  readonly training: Settings;
  readonly sampling: Settings;
  /** Each scenario, complete and with its name; absent if `sampling` says all. */
  readonly scenarios?: readonly Settings[];
  /** Training seeds that all objectives have, if nothing failed; some may have more. */
  readonly seeds: readonly number[];
  /** What all tasks took, divided by the processes that did them: the time it takes but for waiting. Seconds. */
  readonly totalSeconds: number;
  readonly experiments: Experiments;
  /** Commands that run this again or at a larger scale, in order. */
  readonly commands?: readonly ReproductionCommand[];
  /** The paper's claims with their verdicts: written by `withClaims`, never read back. */
  readonly claims?: readonly Claim[];
}

/** What was run; an absent experiment was left out or has not finished. */
export interface Experiments {
  /** Each objective from the first token on. */
  readonly pretraining?: readonly TrainedObjective[];
  /** Plain pretraining first, then each objective for the rest of the budget (paper, section 5). */
  readonly finetuning?: readonly FinetunedObjective[];
  readonly redTeam?: readonly RedTeamReport[];
  /** Diversity of the samples of pretraining, by objective and seed. */
  readonly diversity?: readonly DiversityReport[];
  readonly downstream?: DownstreamReport;
  readonly ablations?: readonly Ablation[];
}

/** An objective trained under several seeds. */
export interface TrainedObjective
  extends Pick<ObjectiveReport, "objective" | "options" | "prefix" | "curve" | "examples"> {
  /** Tokens that one seed was trained on. */
  readonly tokens: number;
  /** Seconds of training, all seeds together. */
  readonly seconds: number;
  readonly seeds: readonly SeedReport[];
}

/** An objective that continued plain pretraining. */
export interface FinetunedObjective extends TrainedObjective {
  /** Share of the token budget that plain pretraining had used before: 0.5, 0.9. */
  readonly start: number;
}

/** The attack on one trained model. */
export interface RedTeamReport {
  readonly objective: string;
  readonly seed: number;
  readonly result: RedTeamResult;
}

/** What the trained models are good for beside sampling. */
export interface DownstreamReport {
  readonly classification?: readonly DownstreamTask<ClassificationResult>[];
  readonly choices?: readonly DownstreamTask<ChoiceResult>[];
}

/** One labelled task, or one set of multiple-choice items, on every model. */
export interface DownstreamTask<Result> {
  readonly name: string;
  /** Of models that were not pretrained. */
  readonly untrained?: readonly Result[];
  readonly graded: readonly GradedModel<Result>[];
}

/** One trained model on one task. */
export interface GradedModel<Result> {
  readonly objective: string;
  readonly seed: number;
  readonly result: Result;
}

/** One option of one objective at several values, everything else equal. */
export interface Ablation {
  readonly objective: string;
  /** As it is written in the configuration, such as `"beta"`. */
  readonly option: string;
  /** The value that the other experiments used. */
  readonly chosen?: number | string;
  readonly runs: readonly {
    readonly value: number | string;
    readonly seeds: readonly SeedReport[];
  }[];
}

/** A line to copy into a terminal. */
export interface ReproductionCommand {
  readonly command: string;
  /** What it does and how long it takes. */
  readonly says: string;
}

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
  readonly tokenizer?: { readonly name?: string; readonly vocabulary: number };
  /** Settings of training that all objectives share; `tokens` is the budget of one training run. */
  readonly training: Settings;
  /** Settings of the first scenario. */
  readonly sampling?: Settings;
  /** Training seeds, as many as were asked for. */
  readonly seeds: readonly number[];
  /** Wall time of everything, in seconds. */
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
  readonly trials: readonly RedTeamTrial[];
}

/** One search for prompts that make a model misbehave. */
export interface RedTeamTrial {
  /** In order: mean and largest score of the pool of prompts after each round. */
  readonly rounds: readonly { readonly average: number; readonly maximum: number }[];
  /** The worst prompts found, the worst first. */
  readonly best: readonly {
    readonly prompt: string;
    readonly score: number;
    readonly completions: readonly string[];
  }[];
}

/** What the trained models are good for beside sampling. */
export interface DownstreamReport {
  readonly classification?: readonly DownstreamTask[];
  readonly choices?: readonly DownstreamTask[];
}

/** One labelled task or one set of multiple-choice items, graded on every model. */
export interface DownstreamTask {
  readonly name: string;
  /** Test texts or items. */
  readonly items: number;
  /** Accuracy of always giving the commonest answer, or of guessing. */
  readonly chance: number;
  /** Accuracy of a model that was not pretrained. */
  readonly untrained?: readonly number[];
  /** Accuracy by objective and seed. */
  readonly results: readonly {
    readonly objective: string;
    readonly seed: number;
    readonly accuracy: number;
  }[];
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

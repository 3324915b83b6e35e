import { type PluginReference, PreflmError, type Scorer, type Threshold } from "@preflm/core";
import { annotate, type CorpusProblem, gpt2Tokenizer, loadTokenizer } from "@preflm/data";
import { type Inspection, type InspectProgress, inspect, renderInspection } from "@preflm/eval";
import { consola } from "consola";
import type { RunEvent } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import { openInspectInput } from "./inspect-command-input.ts";
import { showProgress } from "./progress.ts";

/** What the command line asked for. */
interface InspectRequest {
  readonly corpus: string;
  readonly scorer?: PluginReference<"scorer">;
  readonly thresholds: readonly Threshold[];
  readonly betas: readonly number[];
  /** Path of a tokenizer.json; GPT-2's tokenizer if absent. */
  readonly tokenizer?: string;
  /** Where the page goes. */
  readonly output: string;
  /** Folder of scores, shared with runs. */
  readonly cache: string;
  readonly seed: number;
}

/** Problems that are printed; the rest are counted. */
const SHOWN_PROBLEMS = 5;

/** Inspects a corpus, scoring what has no scores yet if there is a scorer, and writes the page. */
export async function inspectCorpus(request: InspectRequest): Promise<Inspection> {
  const began = performance.now();
  const progress = showProgress();
  const emit = (event: RunEvent) => progress({ time: Date.now(), ...event });
  try {
    const { name, corpus, scorer, speed } = await openInspectInput(request.corpus, request.scorer);
    const tokenizer = request.tokenizer
      ? await loadTokenizer(request.tokenizer)
      : await gpt2Tokenizer();
    const problems = problemTeller(emit);
    const documents = () => {
      const raw = corpus.documents(problems.reading());
      return scorer
        ? annotate(raw, scorer, { cache: request.cache })
        : annotate(raw, noScorer(request.corpus));
    };
    const inspection = await inspect(documents, {
      name,
      ...(scorer && { scorer }),
      ...(speed && { speed }),
      thresholds: request.thresholds,
      betas: request.betas,
      tokenizer,
      seed: request.seed,
      onProgress: (state) => emit(progressEvent(state, corpus.size)),
    });
    await writeFileAtomic(request.output, await renderInspection(inspection));
    const seconds = (performance.now() - began) / 1000;
    problems.summarise();
    emit({ type: "done", report: request.output, page: request.output, seconds });
    return inspection;
  } catch (error) {
    emit({ type: "failed", message: String(error) });
    throw error;
  }
}

/** Stands in where there is no scorer: documents that bring their scores never reach it. */
function noScorer(corpus: string): Scorer {
  const fail = async (): Promise<never> => {
    throw new PreflmError(
      "invalid-input",
      `${corpus} has no scores. Say which scorer scores it, such as --scorer pii, or score it first: preflm score ${corpus} --scorer pii.`,
    );
  };
  return {
    specificationVersion: "v1",
    name: "none",
    fingerprint: "none",
    annotate: fail,
    score: fail,
  };
}

function progressEvent({ step, done, total }: InspectProgress, size: number | undefined): RunEvent {
  const unit = {
    scores: "characters for their scores",
    tokens: "segments for their tokens",
    examples: "characters for examples",
  }[step];
  const of = total ?? (size === undefined ? undefined : Math.max(size, done));
  return { type: "progress", phase: "inspect", done, total: of, unit };
}

/** Tells of the corpus' first problems; it is read twice, but only the first reading tells. */
function problemTeller(emit: (event: RunEvent) => void) {
  let [readings, count] = [0, 0];
  return {
    reading() {
      if (++readings > 1) return undefined;
      return (problem: CorpusProblem) => {
        if (++count <= SHOWN_PROBLEMS) emit({ type: "problem", ...problem });
      };
    },
    summarise() {
      if (count > SHOWN_PROBLEMS) consola.warn(`${count} documents were skipped or mended in all.`);
    },
  };
}

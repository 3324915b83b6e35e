import type { PluginReference, Threshold } from "@preflm/core";
import { type CorpusProblem, gpt2Tokenizer, loadTokenizer } from "@preflm/data";
import {
  type Inspection,
  type InspectProgress,
  inspect,
  renderInspection,
  type TokenEncoder,
} from "@preflm/eval";
import { consola } from "consola";
import { givenOf, withProgress } from "./command-line.ts";
import type { Emit } from "./emit.ts";
import type { RunEvent } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import { openInspectInput } from "./inspect-command-input.ts";
import type { CorpusPath } from "./prepare-corpus.ts";

/** What the command line asked for. */
interface InspectRequest {
  readonly corpus: CorpusPath;
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
  const { corpus, output, tokenizer, thresholds, betas, seed } = request;
  return withProgress(output, async (emit) => {
    const input = await openInspectInput(corpus, request.scorer, request.cache);
    try {
      const { name, size, scorer, speed } = input;
      const problems = problemTeller(emit);
      const inspection = await inspect(() => input.documents(problems.reading()), {
        name,
        ...givenOf({ scorer, speed }),
        thresholds,
        betas,
        tokenizer: tokenizer ? await loadTokenizer(tokenizer) : lazyGpt2(),
        seed,
        onProgress: (state) => emit(progressEvent(state, size)),
      });
      await writeFileAtomic(output, await renderInspection(inspection));
      problems.summarise();
      return inspection;
    } finally {
      await input.close();
    }
  });
}

/** GPT-2's tokenizer, loaded when there is text to count: that takes a second. */
function lazyGpt2(): TokenEncoder {
  let loaded: ReturnType<typeof gpt2Tokenizer> | undefined;
  return {
    async encode(texts) {
      loaded ??= gpt2Tokenizer();
      return (await loaded).encode(texts);
    },
  };
}

function progressEvent({ step, done, total }: InspectProgress, size: number | undefined): RunEvent {
  const unit = {
    scores: "characters for their scores",
    tokens: "pieces of text for their tokens",
    examples: "characters for examples",
  }[step];
  const of = total ?? (size === undefined ? undefined : Math.max(size, done));
  return { type: "progress", phase: "inspect", done, total: of, unit };
}

/** Tells of the corpus' first problems; it is read twice, but only the first reading tells. */
function problemTeller(emit: Emit) {
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

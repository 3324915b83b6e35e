import type { Report } from "../report.ts";
import type { Comparable } from "./comparison.ts";

/** Which measures mean the same in all runs. */
export function comparableOf(reports: readonly Report[]): Comparable {
  const corpus = same(reports, corpusOf);
  const tokenizer = same(reports, tokenizerOf);
  const references = referencesOf(reports);
  return {
    scores: same(reports, ({ scorer }) => scorer.fingerprint),
    bitsPerByte: corpus,
    divergence: references.length === 1,
    tokens: tokenizer && corpus,
  };
}

/** What is not comparable, and why: a sentence each. */
export function warningsOf(reports: readonly Report[]): readonly string[] {
  const warnings: string[] = [];
  const warn = (differs: boolean, text: string) => {
    if (differs) warnings.push(text);
  };
  warn(
    !same(reports, ({ scorer }) => scorer.fingerprint),
    "The scorers differ, so scores are not compared: each run's are shown in its own. Bits per byte of the same text stay comparable.",
  );
  warn(
    !same(reports, corpusOf),
    "The corpora differ: held-out text is not the same, so bits per byte are not compared. Scores of samples are, but each model imitates its own text.",
  );
  warn(
    !same(reports, ({ threshold }) => threshold),
    "The thresholds differ: what counts as aligned is not the same, so marks and bits per byte of aligned and of misaligned text mean different things. Scores and bits per byte of all text stay comparable.",
  );
  warn(
    !same(reports, tokenizerOf),
    "The tokenizers differ: training losses, budgets of tokens and lengths in tokens are not comparable. Scores, divergence per sequence and bits per byte of the same text are.",
  );
  warn(
    !same(reports, ({ scenarios, sampling }) => scenarios?.[0] ?? sampling),
    "The samples were drawn with different settings (see below), which alone can change scores.",
  );
  warn(
    referencesOf(reports).length > 1,
    "Divergences are from different reference models and do not compare.",
  );
  return warnings;
}

function corpusOf({ corpus }: Report) {
  const { name, documents, segments, characters, heldOut } = corpus;
  return { name, documents, segments, characters, heldOut };
}

function tokenizerOf({ tokenizer }: Report) {
  return { name: tokenizer.name ?? "", vocabulary: tokenizer.vocabulary };
}

/** Names of the reference models, "" for none. */
function referencesOf(reports: readonly Report[]): readonly string[] {
  const names = reports.map(({ runs }) => {
    const [first] = runs.flatMap(({ seeds = [] }) =>
      seeds.flatMap((seed) => seed.divergence ?? []),
    );
    return first?.reference ?? "";
  });
  return [...new Set(names)];
}

function same(reports: readonly Report[], pick: (report: Report) => unknown): boolean {
  return new Set(reports.map((report) => JSON.stringify(pick(report)))).size === 1;
}

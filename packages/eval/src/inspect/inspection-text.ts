import { grouped } from "../format.ts";
import { visible } from "../html/html.ts";
import type { HistogramBin } from "../report.ts";
import { wrap } from "../wrap.ts";
import { bar, columns, oneLine } from "./columns.ts";
import { exampleLines } from "./example-lines.ts";
import type { Inspection, Side, SuggestedThreshold } from "./inspection.ts";
import {
  count,
  many,
  markEvery,
  scoreText,
  settingText,
  shareText,
  tokenText,
  unitText,
  verdictText,
  weightCells,
} from "./words.ts";

const BAR = 50;
/** Lines of the histogram; more bins are joined. */
const BINS = 14;

/** What `inspect` found, for a terminal of 100 columns. */
export function inspectionText(inspection: Inspection): string {
  const lines = [
    ...head(inspection),
    ...section("Scores of the segments", histogramLines(inspection)),
    ...section("Quantiles", quantileLines(inspection)),
    ...section("What a threshold keeps and marks", thresholdLines(inspection)),
    ...section("What the weights of RWR and AWR do", weightLines(inspection)),
    ...section("What the scorer finds", labelLines(inspection)),
    ...section(
      `Examples around the threshold ${scoreText(inspection.threshold)}`,
      exampleLines(inspection),
    ),
    ...section("Suggested", suggestionLines(inspection)),
  ];
  return visible(lines.join("\n"));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`.trimEnd())];
}

function head(inspection: Inspection): readonly string[] {
  const { corpus, counts, scorer, speed } = inspection;
  const tokens = counts.tokens ? `, ${tokenText(counts.tokens)} tokens` : "";
  const size = `${many(counts.documents, "document")}, ${many(counts.segments, "segment")}, ${count(counts.characters)} characters${tokens}`;
  const lines = [
    `${corpus}: ${size}`,
    scorer && `scorer: ${scorer.name}`,
    speed && `speed: ${count(speed.charactersPerSecond)} characters/s (${speed.measured})`,
    unitText(inspection),
  ];
  return lines.filter((line) => line !== undefined).map((line) => wrap(line, "  "));
}

function histogramLines({ histogram, scores, counts }: Inspection): readonly string[] {
  const zero = histogram.filter((bin) => bin.to === 0);
  const others = joined(histogram.filter((bin) => bin.to > 0));
  const most = Math.max(...others.map((bin) => bin.count));
  const rows = [...zero, ...others].map(({ from, to, count }) => [
    to === 0 ? "exactly 0" : `${scoreText(from)} – ${scoreText(to)}`,
    grouped(count),
    shareText(count / counts.segments),
  ]);
  const bars = [
    ...zero.map((bin) => bar(bin.count / counts.segments, BAR)),
    ...others.map((bin) => bar(bin.count / most, BAR)),
  ];
  const { mean, deviation, pooled, maximum } = scores;
  return [
    ...columns(rows).map((row, i) => `${row}  ${bars[i]}`),
    `mean ${scoreText(mean)} · standard deviation ${scoreText(deviation)} · highest ${scoreText(maximum)} · over all characters ${scoreText(pooled)}`,
    ...(zero.length > 0 && others.length > 0 ? ["The bar of 0 is on a scale of its own."] : []),
  ];
}

/** Neighbouring bins joined until few enough are left. */
function joined(bins: readonly HistogramBin[]): readonly HistogramBin[] {
  const together = Math.ceil(bins.length / BINS);
  return bins.flatMap((first, i) => {
    if (i % together !== 0) return [];
    const group = bins.slice(i, i + together);
    const count = group.reduce((sum, bin) => sum + bin.count, 0);
    return [{ from: first.from, to: group[group.length - 1].to, count }];
  });
}

/** The page has them all; these fit. */
const QUANTILES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];

function quantileLines({ quantiles }: Inspection): readonly string[] {
  const shown = quantiles.filter(({ q }) => QUANTILES.includes(q));
  return columns([
    ["at or below", ...shown.map(({ q }) => `${100 * q} %`)],
    ["segments", ...shown.map(({ segment }) => scoreText(segment))],
    ["documents", ...shown.map(({ document }) => scoreText(document))],
  ]);
}

function thresholdLines({ thresholds, counts }: Inspection): readonly string[] {
  const unit = counts.tokens ? "tokens" : "characters";
  const size = ({ tokens, characters }: Side) => (tokens ? tokenText(tokens) : count(characters));
  const table = columns([
    ["", "documents", "text", "segments", "aligned", "misaligned"],
    ["threshold", "kept", "kept", "aligned", unit, unit],
    ...thresholds.map((row) => [
      scoreText(row.threshold),
      shareText(row.documents),
      shareText(row.documentCharacters),
      shareText(row.aligned.segments / counts.segments),
      size(row.aligned),
      size(row.misaligned),
    ]),
  ]);
  const names = ["", "", ...thresholds.map((row) => row.names.join(", "))];
  return [
    ...table.map((line, i) => oneLineAfter(line, names[i])),
    "kept: by filtered MLE, whose threshold is for the mean score of a document.",
    markEvery(counts),
  ];
}

function oneLineAfter(line: string, words: string): string {
  return words === "" ? line : `${line}  ${oneLine(words, 96 - line.length)}`;
}

function weightLines({ weights }: Inspection): readonly string[] {
  const rows = weights.map((row) => [scoreText(row.beta), row.from, ...weightCells(row)]);
  const table = columns(
    [
      ["", "", "RWR", "mean", "misal.", "AWR at", "mean", "AWR at", "mean"],
      ["β", "", "counts", "weight", "weight", "start", "weight", "mean", "weight"],
      ...rows,
    ],
    2,
  );
  const words = ["", "", ...weights.map(verdictText)];
  return [
    ...table.map((line, i) => oneLineAfter(line, words[i])),
    "counts: effective sample size (Σw)²/Σw² as a share of the tokens.",
    "misal. weight: mean weight above the threshold over that up to it.",
    "AWR at start: value −0.5, before the value head has learnt; at mean: the value is the mean reward.",
  ];
}

function labelLines({ labels }: Inspection): readonly string[] {
  if (!labels) return [];
  const { documents, segments, all } = labels;
  const rows = labels.labels
    .slice(0, 20)
    .map((each) => [
      oneLine(each.label, 40),
      grouped(each.findings),
      `${shareText(each.segments / segments)} of segments`,
    ]);
  const most = Math.max(...labels.labels.map((each) => each.segments), 1);
  const sample = `in ${all ? "the whole corpus" : "a random sample"}: ${many(documents, "document")} (${many(segments, "segment")})`;
  const more = labels.labels.length - rows.length;
  return [
    rows.length === 0 ? `${sample}, nothing` : sample,
    ...columns(rows).map((line, i) => `${line}  ${bar(labels.labels[i].segments / most, 30)}`),
    ...(more > 0 ? [`and ${more} more labels`] : []),
  ];
}

function suggestionLines({ suggestion }: Inspection): readonly string[] {
  const { segments, documents, warnings } = suggestion;
  const line = (objectives: string, suggested: SuggestedThreshold) => [
    `${objectives}: threshold ${settingText(suggested)}`,
    `  ${wrap(suggested.reason, "    ")}`,
  ];
  return [
    ...line("conditional, unlikelihood", segments),
    ...line("filtered-mle", documents),
    ...(warnings.length > 0 ? ["Read with care:"] : []),
    ...warnings.map((warning) => wrap(`- ${warning}`, "    ")),
  ];
}

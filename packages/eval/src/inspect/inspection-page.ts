import { grouped } from "../format.ts";
import { histogramPicture } from "../html/histogram-picture.ts";
import { type Html, html } from "../html/html.ts";
import { highlight } from "../html/samples.ts";
import { figure, pageAround } from "../html/shell.ts";
import type { Inspection, LabelCounts, SegmentExample, SuggestedThreshold } from "./inspection.ts";
import { quantileTable, thresholdTable, weightTable } from "./inspection-tables.ts";
import { keptPicture } from "./kept-picture.ts";
import { count, many, scoreText, settingText, shareText, tokenText, unitText } from "./words.ts";

/**
 * `inspect.html`: what `inspect` found as one file that fetches nothing, runs no script and shows text as text,
 * whatever it contains. The same inspection gives the same bytes.
 */
export async function renderInspection(inspection: Inspection): Promise<string> {
  return pageAround(
    `${inspection.corpus} · preflm inspect`,
    html`${head(inspection)}
${await scoreSection(inspection)}
<h2>What a threshold keeps and marks</h2>
<p>Conditional training and unlikelihood compare the score of a segment, filtered MLE the mean score of a document. A tie is aligned.</p>
${await keptSection(inspection)}
${thresholdTable(inspection)}
<h2>What the weights of RWR and AWR do</h2>
<p>The effective sample size (Σw)²/Σw² says how much of the text still counts: near 100 % with bad text counting like good is maximum likelihood, a few percent means that few texts carry all.</p>
${weightTable(inspection)}
${labelSection(inspection)}
${exampleSection(inspection)}`,
  );
}

function head(inspection: Inspection): Html {
  const { corpus, counts, scorer, speed, suggestion } = inspection;
  const { segments, documents, warnings } = suggestion;
  return html`<p class="over">preflm inspect${scorer && html` · scorer ${scorer.name}`} · ${many(counts.documents, "document")}, ${many(counts.segments, "segment")}, ${count(counts.characters)} characters${counts.tokens && html`, ${tokenText(counts.tokens)} tokens`}</p>
<h1>${corpus}</h1>
${suggested("Conditional training and unlikelihood", segments)}
${suggested("Filtered MLE", documents)}
${
  warnings.length > 0 &&
  html`<div class="care"><strong>Read with care</strong><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`
}
<p class="soft">${sentences([unitText(inspection), speed && `scoring speed: ${count(speed.charactersPerSecond)} characters a second (${speed.measured})`])}</p>`;
}

function suggested(objectives: string, suggestion: SuggestedThreshold): Html {
  return html`<p class="lead">${objectives}: <code>threshold: ${settingText(suggestion)}</code></p><p>${suggestion.reason}</p>`;
}

function sentences(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => `${part[0].toUpperCase()}${part.slice(1)}.`)
    .join(" ");
}

async function scoreSection(inspection: Inspection): Promise<Html> {
  const { counts, histogram, scores, threshold } = inspection;
  const above = histogram.length === 0 ? 0 : aboveThreshold(inspection);
  const shown = {
    bins: histogram,
    unit: { label: "score", scale: 1 },
    threshold,
    thresholdText: scoreText(threshold),
    segments: counts.segments,
    misalignedShare: above,
  };
  return html`<h2>Scores of the segments</h2>
${await figure(
  (width) => histogramPicture(shown, width, width > 500 ? 220 : 180),
  html`${shareText(scores.zeros)} of the segments score exactly 0 and ${shareText(above)} above ${scoreText(threshold)}. Mean ${scoreText(scores.mean)}, standard deviation ${scoreText(scores.deviation)}, highest ${scoreText(scores.maximum)}; over all characters ${scoreText(scores.pooled)}. Both scales are logarithmic${scores.zeros > 0 && "; the bar at 0 stands apart"}.`,
)}
${quantileTable(inspection)}
<p class="soft">The score that a share of the segments, and of the documents by their mean score, does not exceed.</p>`;
}

async function keptSection(inspection: Inspection): Promise<Html | undefined> {
  if (inspection.kept.length < 2) return undefined; // every score is 0
  return figure(
    (width) => keptPicture(inspection, width, width > 500 ? 200 : 170),
    "Share at or below a threshold; a line begins at the left with what scores exactly 0.",
  );
}

function aboveThreshold({ thresholds, threshold, counts }: Inspection): number {
  const row = thresholds.find((each) => each.threshold === threshold);
  return row ? row.misaligned.segments / counts.segments : 0;
}

/** Labels in sight; the others are behind a click. */
const LABELS = 15;

function labelSection({ labels }: Inspection): Html | undefined {
  if (!labels) return undefined;
  const { documents, segments, all } = labels;
  const rows = labelRows(labels);
  const [shown, others] = [rows.slice(0, LABELS), rows.slice(LABELS)];
  return html`<h2>What the scorer finds</h2>
<p>In ${all ? "the whole corpus" : "a random sample"}: ${many(documents, "document")} with ${many(segments, "segment")}${rows.length === 0 && ", nothing"}.</p>
${shown.length > 0 && labelTable(shown)}
${others.length > 0 && html`<details><summary>${grouped(others.length)} more</summary>${labelTable(others)}</details>`}`;
}

function labelRows({ labels, segments }: LabelCounts): readonly Html[] {
  const most = Math.max(...labels.map((each) => each.segments), 1);
  return labels.map((each) => {
    const width = `${Math.max(1, Math.round((100 * each.segments) / most))}%`;
    const bar = html`<svg width="${width}" height="10" aria-hidden="true"><rect width="100%" height="10" rx="2" fill="var(--bad)"/></svg>`;
    return html`<tr><th scope="row">${each.label}</th><td>${grouped(each.findings)}</td><td>${shareText(each.segments / segments)}</td><td class="bar">${bar}</td></tr>`;
  });
}

function labelTable(rows: readonly Html[]): Html {
  return html`<div class="scroll"><table class="labels"><thead><tr><th scope="col">label</th><th scope="col">findings</th><th scope="col">of segments</th><th scope="col"></th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function exampleSection({ examples, threshold }: Inspection): Html {
  const group = (title: string, list: readonly SegmentExample[]) =>
    list.length > 0 && html`<section><h3>${title}</h3>${list.map(example)}</section>`;
  return html`<h2>Examples</h2>
<p>What the scorer found is <mark>highlighted</mark>. Would you draw the line where the threshold ${scoreText(threshold)} draws it? Equal scores were drawn at random.</p>
${group("At or below the threshold, the nearest first", examples.below)}
${group("Above the threshold, the nearest first", examples.above)}
${group("The worst", examples.worst)}`;
}

function example({ document, segment, score, characters, text, findings }: SegmentExample): Html {
  const labels = [...new Set(findings.map((finding) => finding.label))].join(", ");
  return html`<div class="sample"><span class="soft">score ${scoreText(score)}${labels && ` · ${labels}`} · ${document}, segment ${segment}${characters > text.length && `, ${grouped(characters)} characters`}</span>
<pre dir="auto">${highlight(text.trimEnd(), findings)}</pre></div>`;
}

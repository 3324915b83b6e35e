import { grouped, number, percent } from "../format.ts";
import type { SampleSummary } from "../metrics/summary.ts";
import { type ObjectiveReport, type Report, scoreUnit } from "../report.ts";
import { swatch } from "./colours.ts";
import { type Content, type Html, html } from "./html.ts";

interface Column {
  readonly head: string;
  readonly meaning: string;
  readonly sample?: (summary: SampleSummary, scale: number) => Content;
  readonly model?: (run: ObjectiveReport) => Content;
}

const bits = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(3));
const range = (low: number, high: number) => html`<small>${number(low)} – ${number(high)}</small>`;

const DIVERGENCE: Column = {
  head: "KL",
  meaning:
    "Divergence from the reference model, in nats per sequence: mean over its samples of its own log-probability less the model's, marks given for free; below it the 95 % interval over its samples, and what it is if the marks' own share counts.",
  model: ({ divergence }) =>
    divergence
      ? html`${number(divergence.nats.mean)}${range(divergence.nats.low, divergence.nats.high)}${divergence.natsWithMarks !== undefined && html`<small>marks counted ${number(divergence.natsWithMarks)}</small>`}`
      : "–",
};

const COLUMNS: readonly Column[] = [
  {
    head: "score",
    meaning:
      "Mean over samples, below it the 95 % interval: over training seeds where there are several, else over samples.",
    sample: ({ misalignment: m }, scale) =>
      html`${number(scale * m.mean)}${range(scale * m.low, scale * m.high)}`,
  },
  {
    head: "hit rate",
    meaning:
      "Share of samples that score above 0, with anything wrong in them, or above what the scenario says.",
    sample: (summary) => percent(summary.hitRate),
  },
  {
    head: "max@25",
    meaning: "The worst of 25 samples, on average.",
    sample: (summary, scale) => number(scale * summary.maxAt25),
  },
  {
    head: "pooled",
    meaning:
      "Score over all characters of all samples; short samples do not weigh more than they are long.",
    sample: (summary, scale) => number(scale * summary.pooled),
  },
  {
    head: "bits/byte",
    meaning:
      "How well the model predicts held-out text, with the objective's marks given if it has any. The measure of capability.",
    model: (run) => bits(run.bitsPerByte),
  },
  {
    head: "unmarked",
    meaning: "Bits per byte of the same text without marks.",
    model: (run) => bits(run.bitsPerByteUnmarked),
  },
  {
    head: "aligned",
    meaning: "Bits per byte of text at or below the threshold.",
    model: (run) => bits(run.bitsPerByteAligned),
  },
  {
    head: "misaligned",
    meaning: "Bits per byte of text above the threshold. Here a high number can be what one wants.",
    model: (run) => bits(run.bitsPerByteMisaligned),
  },
  {
    head: "length",
    meaning: "Characters a sample. Very short samples flatter a model.",
    sample: (summary) => grouped(summary.length),
  },
  {
    head: "ended",
    meaning: "Share of samples that the model ended itself.",
    sample: (summary) => percent(summary.ended),
  },
  {
    head: "distinct-2",
    meaning: "Share of different word pairs in a sample; low where a model repeats itself.",
    sample: (summary) => summary.distinct["2"].toFixed(2),
  },
  {
    head: "entropy",
    meaning: "Of the words of all samples, in nats; low where samples are alike.",
    sample: (summary) => summary.entropy.toFixed(2),
  },
  {
    head: "seconds",
    meaning: "Training time.",
    model: (run) => grouped(run.seconds),
  },
];

/** The divergence stands behind all that is said in bits per byte. */
const AFTER_BITS = COLUMNS.findIndex(({ head }) => head === "length");

/** Every number of every objective, a row for each further scenario below its model, and what the columns mean. */
export function numbersTable(report: Report): Html {
  const { label, scale } = scoreUnit(report);
  const compared = report.runs.some((run) => run.divergence);
  const columns = compared ? COLUMNS.toSpliced(AFTER_BITS, 0, DIVERGENCE) : COLUMNS;
  const rows = report.runs.map(
    (run, i) =>
      html`<tr><th scope="row">${swatch(i)}${run.objective}</th>${columns.map(
        ({ sample, model }) => html`<td>${sample?.(run, scale) ?? model?.(run)}</td>`,
      )}</tr>${scenarioRows(run, columns, scale)}${seedRows(run, columns, scale)}`,
  );
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">objective</th>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>
<details><summary>What the columns mean</summary><dl>
${columns.map(({ head, meaning }) => html`<dt>${head}</dt><dd>${meaning}</dd>`)}
</dl><p class="soft">Score, max@25 and pooled are in ${label}. For scores and bits per byte, lower is better.</p></details>`;
}

/** Further scenarios of the same model; a report without scenarios may have the other mark. */
function scenarioRows(
  { scenarios, contrast, skipped = [] }: ObjectiveReport,
  columns: readonly Column[],
  scale: number,
): readonly Html[] {
  const others = scenarios?.slice(1) ?? (contrast ? [{ ...contrast, name: contrast.prefix }] : []);
  const row = (name: string, cells: Content) =>
    html`<tr class="other"><th scope="row">${name}</th>${cells}</tr>`;
  return [
    ...others.map((other) =>
      row(
        other.name,
        columns.map(({ sample }) => html`<td>${sample?.(other, scale)}</td>`),
      ),
    ),
    ...skipped.map(({ name, reason }) =>
      row(name, html`<td colspan="${columns.length}"><span class="words">${reason}</span></td>`),
    ),
  ];
}

/** Where there are several seeds, what is measured for each: score, hit rate, bits per byte. */
function seedRows(
  run: ObjectiveReport,
  columns: readonly Column[],
  scale: number,
): readonly Html[] {
  const { seeds = [] } = run;
  if (seeds.length < 2) return [];
  return seeds.map((each) => {
    const { mean, low, high } = each.misalignment;
    const cells: Readonly<Record<string, Content>> = {
      score: html`${number(scale * mean)}${range(scale * low, scale * high)}`,
      "hit rate": percent(each.hitRate),
      "bits/byte": bits(each.bitsPerByte),
      KL: each.divergence && number(each.divergence.nats.mean),
    };
    return html`<tr class="other"><th scope="row">seed ${each.seed}</th>${columns.map(({ head }) => html`<td>${cells[head]}</td>`)}</tr>`;
  });
}

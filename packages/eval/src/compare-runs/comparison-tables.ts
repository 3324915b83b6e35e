import { number, percent, times } from "../format.ts";
import { swatch } from "../html/colours.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { table, withInterval } from "../html/table.ts";
import type { SeedComparison } from "../metrics/compare-seeds.ts";
import type { ObjectiveReport } from "../report.ts";
import type { RunComparison } from "./comparison.ts";
import { letter } from "./letter.ts";

type Row = readonly Content[];

/** Score, hit rate, length and repetition of each objective in each run, and what is shown against the first. */
export function scoreTable({ objectives, unit }: RunComparison): Html {
  const rows = objectives.flatMap(({ objective, reports, scores }, place) =>
    eachRun(reports, (report, i): Row => {
      const { mean, low, high } = report.misalignment;
      const shown = { mean: unit.scale * mean, low: unit.scale * low, high: unit.scale * high };
      return [
        html`${swatch(place)}${objective}`,
        letter(i),
        withInterval(shown, number),
        percent(report.hitRate),
        number(report.length),
        report.distinct["2"].toFixed(2),
        report.seeds?.length ?? 1,
        i === 0 ? "" : ratioWords(scores[i - 1]),
      ];
    }),
  );
  const heads = [
    "objective",
    "run",
    "score",
    "hit rate",
    "length",
    "distinct-2",
    "seeds",
    "against A",
  ];
  return html`${table(heads, rows)}
<p class="soft">Score: ${unit.label}, mean with its 95 % interval. Against A: score over A's, with its 95 % interval.</p>`;
}

function ratioWords(comparison: SeedComparison | null): Content {
  if (comparison === null) return "–";
  const { ratio, verdict } = comparison;
  const range = Number.isFinite(ratio.low)
    ? html`<small>${times(ratio.low)} – ${times(ratio.high)}</small>`
    : undefined;
  const factor = Number.isFinite(ratio.mean) ? `${times(ratio.mean)}, ` : "";
  return html`${factor}${verdict}${range}`;
}

/** Bits per byte in every form, and what is shown against the first run. */
export function bitsTable({ objectives }: RunComparison): Html {
  const bits = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(3));
  const rows = objectives.flatMap(({ objective, reports, bitsPerByte }, place) =>
    eachRun(reports, (report, i): Row => {
      const against = bitsPerByte[i - 1];
      return [
        html`${swatch(place)}${objective}`,
        letter(i),
        bits(report.bitsPerByte),
        bits(report.bitsPerByteUnmarked),
        bits(report.bitsPerByteAligned),
        bits(report.bitsPerByteMisaligned),
        report.divergence ? withInterval(report.divergence.nats, number) : "–",
        i === 0 ? "" : against ? differenceWords(against) : "–",
      ];
    }),
  );
  const heads = [
    "objective",
    "run",
    "with marks",
    "unmarked",
    "aligned",
    "misaligned",
    "divergence",
    "against A",
  ];
  return html`${table(heads, rows)}
<p class="soft">Lower is better. With marks: in the form that the objective trains on. Divergence from the reference in nats per sequence. Against A: bits per byte with marks less A's; with one seed on each side nothing is shown.</p>`;
}

function differenceWords({ difference, verdict }: SeedComparison): Content {
  const text = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
  const range =
    difference.low < difference.high
      ? html`<small>${text(difference.low)} – ${text(difference.high)}</small>`
      : undefined;
  return html`${text(difference.mean)}, ${verdict}${range}`;
}

/** Every scenario of every run. */
export function scenarioTable({ objectives, unit }: RunComparison): Html | undefined {
  const rows = objectives.flatMap(({ objective, reports }, place) =>
    eachRun(reports, (report, i) =>
      (report.scenarios ?? []).map((scenario): Row => {
        const { mean, low, high } = scenario.misalignment;
        const shown = { mean: unit.scale * mean, low: unit.scale * low, high: unit.scale * high };
        return [
          html`${swatch(place)}${objective}`,
          scenario.name,
          letter(i),
          withInterval(shown, number),
          percent(scenario.hitRate),
          number(unit.scale * scenario.maxAt25),
          number(scenario.length),
          scenario.distinct["2"].toFixed(2),
        ];
      }),
    ).flat(),
  );
  if (rows.length === 0) return undefined;
  const heads = [
    "objective",
    "scenario",
    "run",
    "score",
    "hit rate",
    "max@25",
    "length",
    "distinct-2",
  ];
  return html`<h2>Ways of sampling</h2>${table(heads, rows)}`;
}

function eachRun<T>(
  reports: readonly (ObjectiveReport | null)[],
  row: (report: ObjectiveReport, i: number) => T,
): readonly T[] {
  return reports.flatMap((report, i) => (report ? [row(report, i)] : []));
}

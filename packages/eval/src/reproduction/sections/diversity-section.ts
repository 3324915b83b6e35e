import { grouped, percent } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { table, withInterval } from "../../html/table.ts";
import { mean } from "../../metrics/interval.ts";
import type { DiversityReport } from "../diversity.ts";
import { interval, sideOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Reproduction } from "../reproduction.ts";

const decimals = (value: number) => value.toFixed(3);

const COLUMNS: readonly {
  readonly head: string;
  readonly pick: (report: DiversityReport) => number | undefined;
  readonly digits: (value: number) => string;
  readonly most?: number;
}[] = [
  { head: "distinct-1", pick: (report) => report.distinct1, digits: decimals, most: 1 },
  { head: "distinct-2", pick: (report) => report.distinct2, digits: decimals, most: 1 },
  { head: "entropy-1", pick: (report) => report.entropy1, digits: decimals, most: Infinity },
  { head: "entropy-2", pick: (report) => report.entropy2, digits: decimals, most: Infinity },
  { head: "self-BLEU-5, words", pick: (report) => report.selfBleuWords, digits: decimals, most: 1 },
  { head: "self-BLEU-5, characters", pick: (r) => r.selfBleuCharacters, digits: decimals, most: 1 },
  { head: "characters", pick: (report) => report.length, digits: grouped },
];

/** How varied the samples are. */
export function diversitySection(
  { experiments: { diversity = [] } }: Reproduction,
  palette: Palette,
): Html | undefined {
  if (diversity.length === 0) return undefined;
  const names = [...new Set(diversity.map(({ objective }) => objective))];
  const baseline = diversity.filter(({ objective }) => objective === "mle");
  const rows = names.map((name) => {
    const own = diversity.filter(({ objective }) => objective === name);
    return [
      html`${palette.swatch(name)}${name}`,
      ...COLUMNS.map(({ pick, digits, most }) => {
        const values = own.map(pick).filter((value) => value !== undefined);
        return values.length > 0
          ? withInterval(interval(sideOf(name, values, "linear", most)), digits)
          : "–";
      }),
      name === "mle" || baseline.length === 0 ? "" : ofBaseline(own, baseline),
    ];
  });
  return html`${table(["objective", ...COLUMNS.map(({ head }) => head), "distinct-1 of mle's"], rows)}
<p class="soft">Distinct-n: share of different n-grams of words in a sample. Entropy of all samples' n-grams, in nats. Self-BLEU: higher is less varied; by characters as the released code computes it. Below each mean its 95 % interval over seeds.</p>`;
}

function ofBaseline(own: readonly DiversityReport[], baseline: readonly DiversityReport[]): string {
  const average = (reports: readonly DiversityReport[]) => mean(reports.map((r) => r.distinct1));
  return percent(average(own) / average(baseline));
}

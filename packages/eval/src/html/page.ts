import { cautions, contrasts, headline } from "../compare.ts";
import { number, percent } from "../format.ts";
import { type Report, scoreUnit } from "../report.ts";
import { colour, swatch } from "./colours.ts";
import { curvePicture } from "./curve-picture.ts";
import { histogramPicture } from "./histogram-picture.ts";
import { type Html, html } from "./html.ts";
import { numbersTable } from "./numbers-table.ts";
import { paretoPicture } from "./pareto.ts";
import { pointsSection } from "./points-section.ts";
import { sampleSections } from "./samples.ts";
import { settingsSection } from "./settings.ts";
import { figure, pageAround } from "./shell.ts";

/**
 * `report.html`: one file that fetches nothing, runs no script (its content security policy forbids both) and
 * shows text of samples as text, whatever it contains. The same report gives the same bytes.
 */
export async function renderReport(report: Report): Promise<string> {
  return pageAround(
    `${report.name} · preflm report`,
    html`${head(report)}
${await alignmentSection(report)}
${await pointsSection(report)}
<h2>All numbers</h2>
${numbersTable(report)}
<h2>Samples</h2>
<p>What the scorer found is <mark>highlighted</mark>. A low score of text that nobody would write means little: read before you believe a number.</p>
${sampleSections(report)}
${await curveSection(report)}
${await histogramSection(report)}
<h2>Settings</h2>
${settingsSection(report)}`,
  );
}

function head(report: Report): Html {
  const { corpus, created, name, preflm, runs, scorer } = report;
  const notes = cautions(report);
  return html`<p class="over">preflm ${preflm} · <time datetime="${created}">${created.slice(0, 10)}</time> · ${runs.length} ${runs.length === 1 ? "objective" : "objectives"}, scorer ${scorer.name}, ${corpus.name}</p>
<h1>${name}</h1>
<p class="lead">${headline(report)}</p>
${contrasts(report).map((sentence) => html`<p>${sentence}</p>`)}
${
  notes.length > 0 &&
  html`<div class="care"><strong>Read with care</strong><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`
}`;
}

async function alignmentSection(report: Report): Promise<Html> {
  const unmarked = report.runs.some((run) => run.bitsPerByteUnmarked !== undefined);
  return html`<h2>Alignment against capability</h2>
${await figure(
  (width) => paretoPicture(report, width, width > 500 ? 380 : 300),
  html`Points are means over samples with 95 % intervals. The dotted line joins the objectives that no other beats on both sides.${unmarked && " An open point is the same model on text without marks."}`,
)}`;
}

async function curveSection(report: Report): Promise<Html | undefined> {
  const pictures = await Promise.all(
    report.runs.map(async (run, i) => {
      if (run.curve.length === 0) return undefined;
      const picture = await curvePicture(run, colour(i));
      return html`<figure><figcaption>${swatch(i)}${run.objective} <span class="soft">→ ${number(run.loss)}</span></figcaption>${picture}</figure>`;
    }),
  );
  if (pictures.every((picture) => picture === undefined)) return undefined;
  return html`<h2>Training loss</h2>
<p>Over tokens. Each objective has a loss of its own, so compare shapes, not heights.</p>
<div class="curves">${pictures}</div>`;
}

async function histogramSection(report: Report): Promise<Html | undefined> {
  if (report.scoreHistogram.length === 0) return undefined;
  const { corpus, threshold } = report;
  const unit = scoreUnit(report);
  const histogram = {
    bins: report.scoreHistogram,
    unit,
    threshold,
    thresholdText: number(unit.scale * threshold),
    segments: corpus.segments,
    misalignedShare: corpus.misalignedShare,
  };
  return html`<h2>Scores of the corpus</h2>
${await figure(
  (width) => histogramPicture(histogram, width, width > 500 ? 200 : 180),
  html`${percent(report.corpus.misalignedShare)} of the segments score above the threshold. Both scales are logarithmic; the bar at 0 stands apart.`,
)}`;
}

import { grouped } from "../format.ts";
import { type Html, html } from "../html/html.ts";
import { highlight } from "../html/samples.ts";
import { figure, pageAround } from "../html/shell.ts";
import { scoreText, shareText } from "../inspect/words.ts";
import { binsPicture } from "./bins-picture.ts";
import type { Calibration, Mistake } from "./calibration.ts";
import {
  aimedThresholds,
  calibrationCautions,
  calibrationHeadline,
  POINT_HEADS,
  pointCells,
} from "./calibration-words.ts";
import { curvesPicture } from "./curves-picture.ts";

/**
 * What `calibrate` found as one page that fetches nothing, runs no script and shows text as text, whatever it
 * contains. The same calibration gives the same bytes.
 */
export async function renderCalibration(calibration: Calibration): Promise<string> {
  const { averagePrecision, baseRate, mistakes, scorer } = calibration;
  return pageAround(
    `${scorer.name} · preflm calibrate`,
    html`${head(calibration)}
<h2>Precision, recall and ROC</h2>
${await figure(
  (width) => curvesPicture(calibration, width),
  `Average precision ${averagePrecision.toFixed(3)}, the shaded area of the first picture; flagging at random would give ${baseRate.toFixed(3)}. The shaded area of the second is the AUC. The dot is the threshold with the largest F1.`,
)}
<h2>Thresholds</h2>
<p>A text is flagged if its score is above the threshold.</p>
${thresholdTable(calibration)}
<h2>Scores by label</h2>
${await figure(
  (width) => binsPicture(calibration, width, width > 500 ? 260 : 220),
  "Shares of the texts of each label. The further apart the two sides, the better the scorer tells them apart; the line is the threshold with the largest F1.",
)}
${mistakeSection("False alarms", "Aligned texts above that threshold, the highest scores first.", mistakes.flagged)}
${mistakeSection("Missed", "Misaligned texts up to that threshold, the lowest scores first.", mistakes.missed)}
<p class="soft">Fingerprint of the scorer: <code>${scorer.fingerprint}</code></p>`,
  );
}

function head(calibration: Calibration): Html {
  const { aligned, baseRate, misaligned, scorer } = calibration;
  return html`<p class="over">preflm calibrate · ${grouped(misaligned)} misaligned and ${grouped(aligned)} aligned texts, base rate ${shareText(baseRate)}</p>
<h1>How well ${scorer.name} agrees with the labels</h1>
<p class="lead">${calibrationHeadline(calibration)}</p>
<div class="care"><strong>Read with care</strong><ul>${calibrationCautions(calibration).map((caution) => html`<li>${caution}</li>`)}</ul></div>`;
}

function thresholdTable(calibration: Calibration): Html {
  const rows = aimedThresholds(calibration).map(({ aim, point }) => {
    const cells = point
      ? pointCells(point).map((cell) => html`<td>${cell}</td>`)
      : html`<td colspan="${POINT_HEADS.length}">no threshold reaches it</td>`;
    return html`<tr><th scope="row">${aim}</th>${cells}</tr>`;
  });
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">chosen for</th>${POINT_HEADS.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function mistakeSection(title: string, meaning: string, mistakes: readonly Mistake[]) {
  if (mistakes.length === 0) return undefined;
  return html`<h2>${title}</h2>
<p>${meaning} What the scorer found is <mark>highlighted</mark>.</p>
${mistakes.map(
  ({ score, text, findings }) =>
    html`<div class="sample"><span class="soft">score ${scoreText(score)}</span><pre dir="auto">${highlight(text, findings)}</pre></div>`,
)}`;
}

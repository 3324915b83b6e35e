import { type Content, type Html, html } from "../html/html.ts";
import type { Inspection, Side } from "./inspection.ts";
import {
  count,
  markEvery,
  scoreText,
  shareText,
  tokenText,
  verdictText,
  weightCells,
} from "./words.ts";

/** Scores of segments and of documents at quantiles. */
export function quantileTable({ quantiles }: Inspection): Html {
  return table(
    html`<tr><th scope="col">at or below</th>${heads(quantiles.map(({ q }) => `${100 * q} %`))}</tr>`,
    [
      ["segments", ...quantiles.map(({ segment }) => scoreText(segment))],
      ["documents", ...quantiles.map(({ document }) => scoreText(document))],
    ],
  );
}

/** What thresholds keep. */
export function thresholdTable({ thresholds, counts }: Inspection): Html {
  const unit = counts.tokens ? "tokens" : "characters";
  const size = ({ tokens, characters }: Side) => (tokens ? tokenText(tokens) : count(characters));
  return html`${table(
    html`<tr><th></th><th scope="colgroup" colspan="2">filtered MLE keeps</th><th scope="colgroup" colspan="3">conditional training marks</th><th></th></tr>
<tr>${heads(["threshold", "documents", "of the text", "segments aligned", `aligned ${unit}`, `misaligned ${unit}`])}<th></th></tr>`,
    thresholds.map((row) => [
      scoreText(row.threshold),
      shareText(row.documents),
      shareText(row.documentCharacters),
      shareText(row.aligned.segments / counts.segments),
      size(row.aligned),
      size(row.misaligned),
      words(row.names.join(", ")),
    ]),
  )}
<p class="soft">${markEvery(counts)}${counts.tokens && counts.tokens.error > 0 && " Tokens are estimated from a random sample of segments; ± is the standard error. Everything else is counted."}</p>`;
}

/** What weights do at each β. */
export function weightTable({ weights }: Inspection): Html {
  return html`${table(
    html`<tr><th></th><th scope="colgroup" colspan="3">RWR</th><th scope="colgroup" colspan="2">AWR at start</th><th scope="colgroup" colspan="2">AWR at mean</th><th></th></tr>
<tr>${heads(["β", "counts", "mean weight", "misaligned", "counts", "mean weight", "counts", "mean weight"])}<th></th></tr>`,
    weights.map((row) => [
      html`${scoreText(row.beta)} <span class="soft">${row.from}</span>`,
      ...weightCells(row),
      words(verdictText(row)),
    ]),
  )}
<details><summary>What the columns mean</summary><dl>
<dt>counts</dt><dd>The effective sample size (Σw)²/Σw² over tokens, as a share of them.</dd>
<dt>mean weight</dt><dd>What the loss is multiplied by. Where it is far from 1, the learning rate means something else.</dd>
<dt>misaligned</dt><dd>Mean weight above the threshold over mean weight up to it: what a misaligned token counts, an aligned one counting 1.</dd>
<dt>AWR at start</dt><dd>With the value −0.5 that the value head gives before it has learnt anything.</dd>
<dt>AWR at mean</dt><dd>With the mean reward of the text as the value: what a value head that knows nothing else learns.</dd>
<dt>clipped</dt><dd>More than half of the tokens are at the largest weight, 1,000, so that scores hardly matter.</dd>
</dl></details>`;
}

/** A last cell of words. */
function words(text: string): Html {
  return html`<span class="words">${text}</span>`;
}

function heads(names: readonly string[]): readonly Html[] {
  return names.map((name) => html`<th scope="col">${name}</th>`);
}

function table(head: Html, rows: readonly (readonly Content[])[]): Html {
  return html`<div class="scroll"><table>
<thead>${head}</thead>
<tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

import { type Content, type Html, html } from "./html.ts";

/** A table that scrolls in its own box: a heading a column, a row's first cell is its name. */
export function table(
  heads: readonly Content[],
  rows: readonly (readonly Content[])[],
  { words = false }: { readonly words?: boolean } = {},
): Html {
  return html`<div class="scroll"><table class="${words ? "claims" : "numbers"}"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** A mean with its interval below it, where it has one: seeds without any hit have none. */
export function withInterval(
  { mean, low, high }: { readonly mean: number; readonly low?: number; readonly high?: number },
  digits: (value: number) => string,
): Content {
  if (!Number.isFinite(mean)) return "–";
  const range =
    low === undefined || high === undefined || low === high
      ? undefined
      : html`<small>${digits(low)} – ${digits(high)}</small>`;
  return html`${digits(mean)}${range}`;
}

import { html } from "../html/html.ts";
import { pageAround } from "../html/shell.ts";
import type { Reproduction } from "./reproduction.ts";

/** `report.html` of a reproduction: the paper's claims, and under each what was measured here. */
export async function renderReproduction(reproduction: Reproduction): Promise<string> {
  const title = `Korbak et al. 2023 in miniature: ${reproduction.task}, ${reproduction.scale}`;
  return pageAround(title, html`<h1>${title}</h1>`);
}

import { number } from "../../format.ts";
import { type Content, type Html, html } from "../../html/html.ts";
import type { Claim, ClaimNumber, Verdict } from "../claim.ts";

/** The verdict as a small label. */
export function verdictLabel(verdict: Verdict): Html {
  const style = verdict === "not shown" ? "open" : verdict;
  const words = verdict === "not shown" ? "not shown at this scale" : verdict;
  return html`<span class="verdict ${style}">${words}</span>`;
}

/** All claims with their verdicts and one number each. */
export function claimsTable(claims: readonly Claim[]): Html {
  return html`<div class="scroll"><table class="claims summary">
<thead><tr><th scope="col">The paper's claim</th><th scope="col">here</th><th scope="col">in one number</th></tr></thead>
<tbody>${claims.map(
    ({ id, heading, verdict, shown }) =>
      html`<tr><th scope="row"><a href="#${id}">${heading}</a></th><td>${verdictLabel(verdict)}</td><td>${shown}</td></tr>`,
  )}</tbody></table></div>`;
}

/** A claim: what the paper says, what is seen here, why, and what makes one doubt it. */
export function claimSection(claim: Claim, shown: Content): Html {
  const { id, heading, verdict, statement, source, because, doubts, rule } = claim;
  return html`<section id="${id}"><h2>${heading} ${verdictLabel(verdict)}</h2>
<p class="soft">The paper: ${prose(statement)} <small>(${source})</small></p>
<p>${prose(because)}</p>
${shown}
${
  doubts.length > 0 &&
  html`<div class="care"><strong>${verdict === "not shown" ? "What may hide it here" : "Read with care"}</strong><ul>${doubts.map((doubt) => html`<li>${unbroken(doubt)}</li>`)}</ul></div>`
}
<details><summary>How it is judged, and on which numbers</summary><p>${prose(rule)}</p>${numbersTable(claim.numbers)}</details></section>`;
}

/** A sentence that begins with a capital. */
function prose(text: string): string {
  return unbroken(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`);
}

/** Text that does not break before a percent sign. */
function unbroken(text: string): string {
  return text.replace(/(\d) %/g, "$1\u00a0%");
}

function numbersTable(numbers: readonly ClaimNumber[]): Html | undefined {
  if (numbers.length === 0) return undefined;
  const cell = (value: number | undefined) => (value === undefined ? "–" : number(value));
  return html`<div class="scroll"><table><thead><tr><th scope="col"></th><th scope="col">mean over seeds</th><th scope="col">95 % from</th><th scope="col">to</th><th scope="col"></th></tr></thead>
<tbody>${numbers.map(
    ({ name, value, low, high, unit }) =>
      html`<tr><th scope="row">${name}</th><td>${number(value)}</td><td>${cell(low)}</td><td>${cell(high)}</td><td>${unit}</td></tr>`,
  )}</tbody></table></div>`;
}

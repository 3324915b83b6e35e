import { cautions } from "../compare.ts";
import { duration, grouped } from "../format.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { sampleSections } from "../html/samples.ts";
import { settingsSection } from "../html/settings.ts";
import { pageAround } from "../html/shell.ts";
import { asReport } from "./as-report.ts";
import type { Claim, Verdict } from "./claim.ts";
import { judgeClaims } from "./judge.ts";
import { type Palette, paletteOf } from "./palette.ts";
import type { Reproduction } from "./reproduction.ts";
import { ablationSection } from "./sections/ablation-section.ts";
import { claimSection, claimsTable } from "./sections/claim-section.ts";
import { curveSection } from "./sections/curve-section.ts";
import { diversitySection } from "./sections/diversity-section.ts";
import { downstreamSection } from "./sections/downstream-section.ts";
import { finetuningSection } from "./sections/finetuning-section.ts";
import { frontierSection } from "./sections/frontier-section.ts";
import { redTeamSection } from "./sections/red-team-section.ts";
import { scenarioSection } from "./sections/scenario-section.ts";
import { marksSection, scoreSection } from "./sections/score-sections.ts";

type Section = (reproduction: Reproduction, palette: Palette) => Content | Promise<Content>;

/** What is shown below a claim; a claim without is told in words, its picture stands above it. */
const PICTURES: Readonly<Record<string, Section>> = {
  "conditional-far-below-mle": scoreSection,
  "marks-steer": marksSection,
  "conditional-on-frontier": frontierSection,
  "lead-lasts": curveSection,
  "better-than-finetuning-at-0.5": finetuningSection,
  "robust-to-red-teaming": redTeamSection,
  "samples-stay-diverse": diversitySection,
  "conditional-keeps-downstream": downstreamSection,
};

/**
 * `report.html` of a reproduction: the paper's claims, under each what was measured here and the verdict that the
 * numbers allow. One file that fetches nothing and runs no script; the same reproduction gives the same bytes.
 */
export async function renderReproduction(reproduction: Reproduction): Promise<string> {
  const palette = paletteOf(reproduction);
  const claims = judgeClaims(reproduction);
  const sections: Html[] = [];
  for (const claim of claims)
    sections.push(claimSection(claim, await PICTURES[claim.id]?.(reproduction, palette)));
  const report = asReport(reproduction);
  const { task, scale } = reproduction;
  return pageAround(
    `Korbak et al. 2023: ${task}, ${scale} · preflm`,
    html`${head(reproduction, claims)}
${sections}
${await ablationSection(reproduction, palette)}
${scenarioSection(reproduction, palette)}
${
  report.runs.some((run) => run.examples.length > 0) &&
  html`<h2>Samples</h2>
<p>What the scorer found is <mark>highlighted</mark>. A low score of text that nobody would write means little: read before you believe a number.</p>
<div class="beside">${sampleSections(report)}</div>`
}
${commandSection(reproduction)}
<h2>Settings</h2>
${settingsSection({ ...report, training: { ...report.training, seeds: reproduction.seeds } })}
<h3>Machine</h3><dl>${Object.entries(reproduction.machine).map(([name, value]) => html`<dt>${name}</dt><dd>${String(value)}</dd>`)}</dl>`,
  );
}

function head(reproduction: Reproduction, claims: readonly Claim[]): Html {
  const { preflm, created, task, scale, model, training, totalSeconds } = reproduction;
  const notes = cautions(asReport(reproduction));
  const tokens =
    typeof training.tokens === "number" ? `${grouped(training.tokens)} tokens each, ` : "";
  return html`<p class="over">preflm ${preflm} · <time datetime="${created}">${created.slice(0, 10)}</time> · ${reproduction.corpus.name}, scorer ${reproduction.scorer.name}</p>
<h1>Pretraining with human preferences, in miniature: task ${task}, scale ${scale}</h1>
<p class="lead">${tally(claims)}</p>
<p>The experiments of Korbak et al. 2023 (arXiv 2302.08582) with a model of ${grouped(model.parameters)} parameters, ${tokens}${seedsInWords(reproduction)}, in ${duration(totalSeconds)}. Theirs had 124 million parameters and 3.3 billion tokens.</p>
${claimsTable(claims)}
<p class="soft">Verdicts are computed, never set by hand. "Agrees" and "differs" stand only where the 95 % interval over training seeds shows it: for scores that of their ratio (Welch's t on the logarithms of the seeds' means), for all else that of the difference. Intervals beside numbers are of each number alone. With one seed nothing is shown between two trainings, whatever the intervals over samples are. Many claims are judged at once: of twenty that make no difference, about one would be shown by chance.</p>
${
  notes.length > 0 &&
  html`<div class="care"><strong>Read with care</strong><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`
}`;
}

/** How many seeds; the objectives of the main claim may have more than the others. */
function seedsInWords({ seeds, experiments: { pretraining = [] } }: Reproduction): string {
  const counts = pretraining.map((run) => run.seeds.length).filter((count) => count > 0);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least < most) return `${least} to ${most} training seeds`;
  const count = counts.length > 0 ? least : seeds.length;
  return `${count} ${count === 1 ? "training seed" : "training seeds"}`;
}

/** How many claims have which verdict, in words. */
export function tally(claims: readonly Claim[]): string {
  const of = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  const [yes, no, open] = [of("agrees"), of("differs"), of("not shown")];
  const missing = claims.filter(({ shown }) => shown === "not measured").length;
  const note = missing > 0 ? `, ${missing} of them for want of an experiment` : "";
  return `Of the paper's ${claims.length} claims ${yes} ${yes === 1 ? "agrees" : "agree"} with what is measured here, ${no} ${no === 1 ? "differs" : "differ"}, and ${open} ${open === 1 ? "is" : "are"} not shown at this scale${note}.`;
}

function commandSection({ commands = [] }: Reproduction): Html | undefined {
  if (commands.length === 0) return undefined;
  return html`<h2>Run it again, and bigger</h2>
${commands.map(({ command, says }) => html`<p>${says}</p><div class="sample"><pre>${command}</pre></div>`)}`;
}

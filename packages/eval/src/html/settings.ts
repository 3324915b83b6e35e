import { duration, grouped, number, percent } from "../format.ts";
import { type DeviceSpeed, type Report, type Settings, scoreUnit } from "../report.ts";
import { type Html, html } from "./html.ts";

/** What was run on what. */
export function settingsSection(report: Report): Html {
  const { corpus, scorer, backend, model, tokenizer } = report;
  const { scale, label } = scoreUnit(report);
  return html`<div class="settings">
${group("Corpus", {
  name: corpus.name,
  documents: `${grouped(corpus.documents)}, ${grouped(corpus.heldOut)} of them held out`,
  segments: `${grouped(corpus.segments)}, ${percent(corpus.misalignedShare)} misaligned`,
  characters: grouped(corpus.characters),
  score: corpus.pooled === undefined ? undefined : `${number(scale * corpus.pooled)} (${label})`,
})}
${group("Scorer", {
  name: scorer.name,
  threshold: `${number(scale * report.threshold)} (${label})`,
  fingerprint: scorer.fingerprint,
})}
${group("Device", {
  backend: backend.name,
  device: `${backend.device}: ${backend.detail}`,
  speed: `${number(backend.gigaflops)} GFLOP/s, measured on a matrix product`,
  chosen: backend.candidates && chosen(backend.candidates),
})}
${group("Model", {
  shape: `${model.layers} layers, width ${model.width}, ${model.heads} heads, context ${model.context}`,
  parameters: grouped(model.parameters),
  tokenizer: `${tokenizer.name ?? "vocabulary of"} ${grouped(tokenizer.vocabulary)}`,
})}
${group("Training", report.training)}
${report.from && group("Started from", report.from)}
${report.evaluation && group("Evaluation", report.evaluation)}
${report.reference && group("Reference", report.reference)}
${report.scenarios ? report.scenarios.map(({ name, ...rest }) => group(`Scenario ${name}`, rest)) : group("Sampling", report.sampling)}
${report.runs.filter((run) => run.options && Object.keys(run.options).length > 0).map((run) => group(run.objective, run.options ?? {}))}
</div>
<p class="soft">preflm ${report.preflm}; the whole run took ${duration(report.totalSeconds)}. The numbers of this page are in <code>report.json</code> beside it; every setting and version is in <code>manifest.json</code>.</p>`;
}

function chosen(candidates: readonly DeviceSpeed[]): string {
  const speeds = candidates.flatMap(({ label, tokensPerSecond }) =>
    tokensPerSecond === undefined ? [] : `${label} ${grouped(tokensPerSecond)} tokens/s`,
  );
  const out = candidates.length - speeds.length;
  const others = out === 0 ? "" : `; ${out} more fell out, manifest.json says why`;
  return `the fastest of ${speeds.join(", ")}${others}`;
}

function group(title: string, settings: Settings): Html {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return html`<div><h3>${title}</h3><dl>${entries.map(
    ([name, value]) => html`<dt>${words(name)}</dt><dd>${readable(value)}</dd>`,
  )}</dl></div>`;
}

/** `tokensPerUpdate` → `tokens per update`. */
function words(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
}

function readable(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? grouped(value) : String(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(readable).join(", ");
  return JSON.stringify(value) ?? String(value);
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Backend, type Objective, PreflmError, type Scorer, show } from "@preflm/core";
import type { BackendReport } from "@preflm/eval";
import { readJson, writeFileAtomic } from "./files.ts";
import type { Prepared } from "./prepare.ts";
import type { Settings } from "./settings.ts";
import type { Source } from "./sources.ts";
import { versions } from "./versions.ts";

/** `manifest.json`: what a run was made of. */
export interface Manifest {
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The plugins that could be named, such as `@preflm/scorer-pii@0.1.0`. */
  readonly plugins: readonly string[];
  /** The device, and where the run chose it, among which. A resumed run takes it again. */
  readonly backend: BackendReport;
  /** Everything that decides the run's numbers; a resumed run must agree on all of it. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly corpus: {
    readonly name: string;
    readonly documents: number;
    readonly heldOut: number;
    /** SHA-256 over ids, texts and the scores that they bring, in order; must be the same when the run is resumed. */
    readonly sha256: string;
  };
  /** Must be the same when the run is resumed. */
  readonly tokenizer: { readonly vocabulary: number; readonly fingerprint: string };
  /** The checkpoint that each training seed starts from; must be the same when the run is resumed. */
  readonly from?: readonly Source[];
}

/** What decides the numbers, beside the corpus and the tokenizer, as JSON. */
export function settingsRecord(
  settings: Settings,
  scorer: Scorer,
  objectives: readonly Objective[],
  backend: Backend,
  scenarios: readonly object[] | undefined,
): Manifest["settings"] {
  const { tokenizer, model, from, training, sampling, evaluation, reference, seeds } = settings;
  const { checkpointEvery: _, ...decisive } = training;
  const record = {
    scorer: scorer.fingerprint,
    objectives: objectives.map(({ name, options = {} }) => ({ name, ...options })),
    backend: backend.name,
    tokenizer,
    model,
    from,
    training: decisive,
    sampling,
    scenarios,
    evaluation,
    reference,
    seeds,
  };
  return JSON.parse(JSON.stringify(record));
}

/** The prepared corpus and its tokenizer, as the manifest records them. */
export function dataRecord(prepared: Prepared): Pick<Manifest, "corpus" | "tokenizer"> {
  const { corpus: name, corpusHash: sha256, distribution, heldOut, tokenizer } = prepared;
  const { vocabulary, fingerprint } = tokenizer;
  const documents = distribution.counts.documents + heldOut;
  return { corpus: { name, documents, heldOut, sha256 }, tokenizer: { vocabulary, fingerprint } };
}

/** The manifest of an earlier start of this run, or undefined for a new run. Throws if it must not be continued. */
export async function readManifest(
  directory: string,
  resume: boolean,
): Promise<Manifest | undefined> {
  const file = join(directory, "manifest.json");
  if (!existsSync(file)) return undefined;
  if (!resume) {
    throw new PreflmError(
      "invalid-option",
      `The run ${directory} exists. Go on with it by resume: true (--resume), choose another name, or delete it.`,
    );
  }
  return readJson(file, "Restore it from a copy, or choose another name");
}

/** Throws at the first setting in which a resumed run differs from what it was started with. */
export function expectSameSettings(
  directory: string,
  before: unknown,
  now: unknown,
  path = "",
): void {
  if (isRecord(before) && isRecord(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      expectSameSettings(directory, before[key], now[key], path ? `${path}.${key}` : key);
    }
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  throw new PreflmError(
    "invalid-option",
    `The run ${directory} was started with ${path} = ${show(before)}, now it is ${show(now)}. Resume with the same settings, or choose another name.`,
  );
}

/** Throws unless a resumed run reads the corpus and the tokenizer that it was started with. */
export function expectSameData(
  directory: string,
  before: ReturnType<typeof dataRecord>,
  now: ReturnType<typeof dataRecord>,
): void {
  for (const [what, was, is] of [
    ["corpus", before.corpus.sha256, now.corpus.sha256],
    ["tokenizer", before.tokenizer.fingerprint, now.tokenizer.fingerprint],
  ]) {
    if (was === is) continue;
    throw new PreflmError(
      "invalid-input",
      `The ${what} is not the one that the run ${directory} was started with (SHA-256 ${is.slice(0, 12)}… instead of ${was.slice(0, 12)}…). Restore the ${what}, or choose another name.`,
    );
  }
}

export async function writeManifest(
  directory: string,
  manifest: Omit<Manifest, "versions">,
): Promise<void> {
  await writeFileAtomic(
    join(directory, "manifest.json"),
    `${JSON.stringify({ ...manifest, versions }, null, 2)}\n`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

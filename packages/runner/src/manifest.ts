import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Backend,
  type DeviceReport,
  type Objective,
  PreflmError,
  type Scorer,
  show,
} from "@preflm/core";
import { fileError } from "@preflm/data";
import { writeFileAtomic } from "./files.ts";
import type { Settings } from "./settings.ts";
import { versions } from "./versions.ts";

/** `manifest.json`: what a run was made of. */
export interface Manifest {
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly backend: { readonly name: string } & DeviceReport;
  /** Everything that decides the run's numbers; a resumed run must agree on all of it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What decides the numbers, as JSON. */
export function settingsRecord(
  settings: Settings,
  scorer: Scorer,
  objectives: readonly Objective[],
  backend: Backend,
) {
  const { corpus, tokenizer, model, training, sampling, evaluation, seeds } = settings;
  const { checkpointEvery: _, ...decisive } = training;
  return {
    corpus: typeof corpus === "string" ? corpus : corpus.name,
    scorer: scorer.fingerprint,
    objectives: objectives.map(({ name, options = {} }) => ({ name, ...options })),
    backend: backend.name,
    tokenizer,
    model,
    training: decisive,
    sampling,
    evaluation,
    seeds,
  };
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
      `The run ${directory} exists. Go on with it by resume: true (--resume), or choose another name.`,
    );
  }
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new PreflmError("corrupt", `${file} is not JSON; restore it or choose another name.`, {
        cause,
      });
    throw fileError(file, cause);
  }
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

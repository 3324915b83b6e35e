import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { PreflmError, type Scorer, show } from "@preflm/core";
import { fileError } from "@preflm/data";
import type { ReadingOptions } from "./input.ts";
import type { OutputFormat } from "./output-format.ts";
import type { ScorerReference } from "./reference.ts";

/** `scores.json` of a scored folder: what was scored by what, and how it went. */
export interface ScoresManifest extends ScoresSettings {
  /** Of this file and the folder. */
  readonly version: 1;
  /** `"complete"`, or `"unfinished"` while a run is under way or after it was stopped. */
  readonly state: "complete" | "unfinished";
  readonly shards: readonly string[];
  readonly counts: ScoreCounts;
  /** Of the last run that scored something. */
  readonly speed?: ScoreSpeed;
  readonly versions: Readonly<Record<string, string>>;
}

/** What decides which scores there are. */
export interface ScoresSettings extends OutputFormat {
  readonly scorer: {
    readonly name: string;
    readonly fingerprint: string;
    readonly unit?: Scorer["unit"];
    /** How to make the scorer again, if it was made from a module. */
    readonly reference?: ScorerReference;
  };
  readonly reading: ReadingOptions;
  /** Paths of the input, from the folder; `"-"` for standard input. */
  readonly inputs: readonly string[];
}

/** What a scored folder holds. */
export interface ScoreCounts {
  /** Documents with scores. */
  readonly documents: number;
  readonly segments: number;
  /** UTF-16 units of their text. */
  readonly characters: number;
  /** Bytes of the input, decompressed. */
  readonly bytes: number;
  /** Documents whose scores came from the cache. */
  readonly cached: number;
  /** Documents that are set aside in quarantine.jsonl. */
  readonly quarantined: number;
  /** Records that are no documents. */
  readonly skipped: number;
  /** Documents with U+FFFD for what was not Unicode. */
  readonly mended: number;
}

/** How fast a corpus was scored. */
export interface ScoreSpeed {
  readonly workers: number;
  /** Of the clock. */
  readonly seconds: number;
  readonly documents: number;
  readonly characters: number;
  readonly documentsPerSecond: number;
  readonly charactersPerSecond: number;
  /** Characters that one worker's scorer took a second, without reading and writing. */
  readonly scorerCharactersPerSecond: number;
}

/** The folder of some settings: the scorer's name and a hash of all that makes other scores or other files. */
export function folderName({ scorer, reading, shape, format }: Omit<ScoresSettings, "inputs">) {
  const settings = JSON.stringify([scorer.fingerprint, orderly(reading), shape, format]);
  const hash = createHash("sha256").update(settings).digest("hex").slice(0, 12);
  return `${scorer.name.replace(/[^\w.-]/g, "-")}-${hash}`;
}

/** The path of an input as a folder's manifest holds it. */
export function inputPath(folder: string, input: string): string {
  return input === "-" ? input : relative(resolve(folder), resolve(input)).split(sep).join("/");
}

/** Reads `scores.json`; undefined if there is none. Throws `"corrupt"` if it is damaged or of another version. */
export function readManifest(folder: string): ScoresManifest | undefined {
  const path = manifestPath(folder);
  if (!fs.existsSync(path)) return undefined;
  try {
    const manifest: ScoresManifest = JSON.parse(fs.readFileSync(path, "utf8"));
    if (manifest.version === 1) return manifest;
    throw new Error(`it is of version ${show(manifest.version)}, expected 1`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new PreflmError(
      "corrupt",
      `"${path}" cannot be read: ${reason}. Delete "${folder}" and score again; the cache keeps what was scored.`,
      { cause },
    );
  }
}

/** Writes `scores.json` whole. */
export function writeManifest(folder: string, manifest: ScoresManifest): void {
  writeWhole(manifestPath(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Writes a file under a temporary name and renames it. */
export function writeWhole(path: string, content: string): void {
  try {
    const temporary = `${path}.tmp`;
    fs.writeFileSync(temporary, content, { flush: true });
    fs.renameSync(temporary, path);
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Throws if a folder holds scores of other settings or of another corpus. */
export function expectSame(folder: string, earlier: ScoresManifest, now: ScoresSettings): void {
  const differences: readonly (readonly [string, unknown, unknown])[] = [
    ["fingerprint", earlier.scorer.fingerprint, now.scorer.fingerprint],
    ["reading", orderly(earlier.reading), orderly(now.reading)],
    ["shape", earlier.shape, now.shape],
    ["format", earlier.format, now.format],
    ["inputs", earlier.inputs, now.inputs],
  ];
  for (const [what, before, after] of differences) {
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    throw new PreflmError(
      "invalid-option",
      `"${folder}" holds scores with ${what} ${show(before)}, now it is ${show(after)}. Give another output folder, or delete this one.`,
    );
  }
}

function orderly({ text, id, extensions }: ReadingOptions) {
  return [text ?? null, id ?? null, extensions ?? null];
}

function manifestPath(folder: string): string {
  return join(folder, "scores.json");
}

/** Counts before anything is scored. */
export const NOTHING = {
  documents: 0,
  segments: 0,
  characters: 0,
  bytes: 0,
  cached: 0,
  quarantined: 0,
  skipped: 0,
  mended: 0,
} satisfies ScoreCounts;

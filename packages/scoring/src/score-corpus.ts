import * as fs from "node:fs";
import { join } from "node:path";
import { PreflmError, type Scorer } from "@preflm/core";
import { type DocumentCache, fileError } from "@preflm/data";
import type { Block } from "./block.ts";
import type { BlockScorer } from "./block-scorer.ts";
import { defaultBlockSize } from "./block-size.ts";
import { inOrder } from "./in-order.ts";
import { type InputFiles, inputFiles, totalSize } from "./input.ts";
import { localBlocks } from "./local-blocks.ts";
import { takeLock } from "./lock.ts";
import {
  expectSame,
  folderName,
  inputPath,
  NOTHING,
  readManifest,
  type ScoreCounts,
  type ScoresManifest,
  writeManifest,
} from "./manifest.ts";
import { createMeter, type Meter } from "./meter.ts";
import { pooledBlocks } from "./pooled-blocks.ts";
import type { BlockResult } from "./process-block.ts";
import { readBlocks } from "./read-blocks.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import { absoluteReference, isScorerReference, loadScorer } from "./reference.ts";
import { openScoreCache } from "./score-cache.ts";
import type { ScoreSummary } from "./score-events.ts";
import { type ScoreOptions, type ScoreSettings, scoreSettings } from "./score-settings.ts";
import { shardFiles } from "./shards.ts";
import { tally } from "./tally.ts";
import { versions } from "./versions.ts";

/** Blocks a worker may have waiting, in units of a block's size. */
const BLOCKS_AHEAD = 4;
const PROGRESS_EVERY_MS = 500;
/** A scorer that has failed on so many documents, and on all, will fail on the others too. */
const HOPELESS = 100;

/**
 * Scores a corpus of any size into a folder beside it, on all cores. What was recorded before is not scored again,
 * whether the last run ended, was stopped or was killed.
 *
 * Documents on which the scorer fails are set aside and told. Rejects with `"interrupted"` if it is stopped,
 * `"unavailable"` if another process writes to the folder, and where the folder holds scores of something else.
 */
export async function scoreCorpus(options: ScoreOptions): Promise<ScoreSummary> {
  const settings = scoreSettings(options);
  const given = settings.scorer;
  const reference = isScorerReference(given) ? absoluteReference(given) : undefined;
  const scorer = reference ? await loadScorer(reference) : (given as Scorer);
  const { name, fingerprint, unit } = scorer;
  const inputs = await inputFiles(settings.inputs, settings.reading);
  const { reading, shape, format } = settings;
  const ofScorer = {
    name,
    fingerprint,
    ...(unit ? { unit } : {}),
    ...(reference ? { reference } : {}),
  };
  const folder = join(settings.root, folderName({ scorer: ofScorer, reading, shape, format }));
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileError(folder, error);
  }
  const unlock = takeLock(folder);
  try {
    const paths = settings.inputs.map((input) => inputPath(folder, input));
    const manifest = openManifest(folder, {
      scorer: ofScorer,
      reading,
      shape,
      format,
      inputs: paths,
    });
    return await scoreInto(folder, manifest, settings, { inputs, scorer });
  } finally {
    unlock();
  }
}

/** The manifest of a run that begins or goes on. */
function openManifest(
  folder: string,
  settings: Pick<ScoresManifest, "scorer" | "reading" | "shape" | "format" | "inputs">,
): ScoresManifest {
  const earlier = readManifest(folder);
  if (earlier) expectSame(folder, earlier, settings);
  const manifest: ScoresManifest = {
    version: 1,
    state: "unfinished",
    ...settings,
    shards: [],
    counts: NOTHING,
    ...(earlier?.speed ? { speed: earlier.speed } : {}),
    versions,
  };
  writeManifest(folder, manifest);
  return manifest;
}

interface Job {
  readonly inputs: readonly InputFiles[];
  readonly scorer: Scorer;
}

async function scoreInto(
  folder: string,
  manifest: ScoresManifest,
  settings: ScoreSettings,
  { inputs, scorer }: Job,
): Promise<ScoreSummary> {
  const { onEvent, workers } = settings;
  const size = await totalSize(inputs);
  const meter = createMeter(size);
  const blockSize = settings.blockSize ?? defaultBlockSize(size);
  const cache = openScoreCache({ folder: settings.cache, fingerprint: scorer.fingerprint });
  const recorder = openRecorder(folder, manifest, settings.retry);
  const told = setInterval(
    () => onEvent({ type: "progress", ...meter.progress() }),
    PROGRESS_EVERY_MS,
  );
  onEvent({ type: "start", folder, scorer: scorer.name, workers });
  let blocks: BlockScorer | undefined;
  const lazily = () => {
    blocks ??= openBlocks(manifest, settings, scorer, cache, meter);
    return blocks;
  };
  try {
    const count = await scoreBlocks(inputs, { ...settings, blockSize }, recorder, meter, lazily);
    recorder.finish(count);
    const counts = tally(folder);
    expectDocuments(counts, settings);
    const complete: ScoresManifest = {
      ...manifest,
      state: "complete",
      shards: shardFiles(folder),
      counts,
      ...(meter.speed(workers) ? { speed: meter.speed(workers) } : {}),
    };
    writeManifest(folder, complete);
    onEvent({ type: "progress", ...meter.progress() });
    const { documents: newDocuments, cached: newFromCache } = meter.progress();
    const summary = { folder, manifest: complete, newDocuments, newFromCache };
    onEvent({ type: "done", ...summary });
    return summary;
  } catch (error) {
    if (!settings.signal?.aborted)
      throw error instanceof Error && "syscall" in error ? fileError(folder, error) : error;
    throw new PreflmError(
      "interrupted",
      `Stopped; what is scored is kept in "${folder}". To go on, run the same again.`,
      { cause: error },
    );
  } finally {
    clearInterval(told);
    await blocks?.close();
    recorder.close();
    cache.close();
  }
}

/** A field of another name leaves no document: told now, not by whoever wonders where the scores are. */
function expectDocuments(
  { documents, quarantined, skipped }: ScoreCounts,
  { inputs }: ScoreSettings,
) {
  if (documents + quarantined > 0) return;
  const why = skipped > 0 ? `none of their ${skipped} records is one` : "they are empty";
  throw new PreflmError(
    "invalid-input",
    `There is no document in ${inputs.join(", ")}: ${why}. Check the paths, and the field that holds the text.`,
  );
}

function openBlocks(
  { scorer: { reference }, shape, format }: ScoresManifest,
  settings: ScoreSettings,
  scorer: Scorer,
  cache: DocumentCache,
  meter: Meter,
): BlockScorer {
  const { workers, timeLimit, memory, reading: fields, onEvent } = settings;
  const common = {
    fields,
    output: { shape, format },
    timeLimit,
    append: (entries: Uint8Array) => meter.kept(cache.append(entries)),
    onDeath: ({ reason }: { readonly reason: string }) => onEvent({ type: "replaced", reason }),
  };
  if (!reference) return localBlocks({ ...common, scorer, cache });
  const location = { folder: settings.cache, fingerprint: scorer.fingerprint };
  const { index } = cache;
  return pooledBlocks({ ...common, scorer: reference, workers, memory, cache: location, index });
}

/** Scores the blocks that are not recorded yet; returns how many blocks the input has. */
async function scoreBlocks(
  inputs: readonly InputFiles[],
  { reading, blockSize, workers, signal, onEvent }: ScoreSettings & { readonly blockSize: number },
  recorder: Recorder,
  meter: Meter,
  blocks: () => BlockScorer,
): Promise<number> {
  let [count, failed] = [0, 0];
  async function* unrecorded() {
    for await (const block of readBlocks(inputs, reading, blockSize, meter.read)) {
      count++;
      meter.cut(block);
      if (recorder.has(block)) meter.passed(block);
      else yield block;
    }
  }
  const take = (block: Block, result: BlockResult) => {
    for (const problem of result.problems) onEvent({ type: "problem", ...problem });
    for (const document of result.quarantined) onEvent({ type: "quarantine", ...document });
    meter.scored(block, result);
    failed += result.quarantined.filter(({ kind }) => kind === "error").length;
    if (failed >= HOPELESS && meter.progress().documents === 0) {
      const { id, reason } = result.quarantined[0];
      throw new PreflmError(
        "invalid-input",
        `The scorer failed on each of the first ${failed} documents, such as "${id}": ${reason}. Mend the scorer, then run again.`,
      );
    }
    recorder.record(block, result);
  };
  await inOrder(unrecorded(), {
    limit: Math.max(1, workers) * BLOCKS_AHEAD * blockSize,
    weigh: ({ bytes }) => bytes,
    work: (block) => blocks().score(block),
    take,
    signal,
  });
  return count;
}

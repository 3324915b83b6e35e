import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type PluginReference, PreflmError, type Scorer } from "@preflm/core";
import type { Corpus } from "@preflm/data";
import type { ScorerSpeed } from "@preflm/eval";
import { isScoredFolder, loadScorer, openScores, type ScoresManifest } from "@preflm/scoring";
import { consola } from "consola";
import { readJson } from "./files.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { corpusOf } from "./prepare-corpus.ts";

/** A corpus to inspect, what scored it or will, and how fast that was. */
interface InspectInput {
  readonly name: string;
  readonly corpus: Corpus;
  readonly scorer?: Scorer;
  readonly speed?: ScorerSpeed;
}

/** Opens what `preflm score` left, with the scorer that it used unless another is asked for, or any other corpus. */
export async function openInspectInput(
  path: string,
  asked: PluginReference<"scorer"> | undefined,
): Promise<InspectInput> {
  const scorer = asked && (await resolvePlugin(installedPlugins(), "scorer", asked));
  const folder = scoredFolder(path);
  if (folder === undefined)
    return { name: basename(resolve(path)), corpus: corpusOf(path), ...(scorer && { scorer }) };

  const manifest: ScoresManifest = await readJson(join(folder, "scores.json"), "Score again");
  const corpus = openScores(folder);
  const used = scorer ?? (await scorerOf(manifest));
  if (used && used.fingerprint !== manifest.scorer.fingerprint) {
    consola.warn(
      `The scores are of "${manifest.scorer.fingerprint}", but explained by "${used.fingerprint}".`,
    );
  }
  const { inputs, speed } = manifest;
  const [input] = inputs;
  return {
    name: inputs.length === 1 && input !== "-" ? basename(input) : basename(folder),
    corpus,
    ...(used && { scorer: used }),
    ...(speed && {
      speed: {
        charactersPerSecond: speed.charactersPerSecond,
        measured: `when the corpus was scored, ${threads(speed.workers)}`,
      },
    }),
  };
}

/** A scorer without workers runs in the main thread. */
function threads(workers: number): string {
  return workers <= 1 ? "on one thread" : `on ${workers} threads`;
}

/** The scorer that the scores are of, to explain them; undefined where it cannot be made here. */
async function scorerOf({ scorer }: ScoresManifest): Promise<Scorer | undefined> {
  if (!scorer.reference) return undefined;
  try {
    return await loadScorer(scorer.reference);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    consola.warn(`Nothing is explained, since the scorer cannot be loaded: ${reason}`);
    return undefined;
  }
}

/** The path if it is a folder of scores, or the only such folder in it. */
function scoredFolder(path: string): string | undefined {
  if (isScoredFolder(path)) return path;
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined;
  const inside = readdirSync(path)
    .map((name) => join(path, name))
    .filter(isScoredFolder);
  if (inside.length < 2) return inside[0];
  throw new PreflmError(
    "invalid-option",
    `${path} holds several folders of scores. Say which: ${inside.join(", ")}.`,
  );
}

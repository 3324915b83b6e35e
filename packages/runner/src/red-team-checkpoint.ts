import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { checkOptions, type PluginReference, PreflmError } from "@preflm/core";
import { type RedTeamOptions, type RedTeamResult, type RedTeamState, redTeam } from "@preflm/eval";
import {
  CHECKPOINT_OPTIONS,
  type CheckpointOptions,
  markOf,
  withCheckpoint,
} from "./checkpoint-model.ts";
import { readJson, writeFileAtomic } from "./files.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import type { CorpusPath } from "./prepare-corpus.ts";
import { type AdversaryReference, openAdversary } from "./red-team-adversary.ts";
import { beginnings, readTexts } from "./red-team-material.ts";
import { WORK_OPTIONS, type WorkOptions, working } from "./work.ts";

const SEARCH = [
  ...["rounds", "trials", "examples", "candidates", "samples", "temperature", "scale", "scored"],
  ...["sampling", "asReleased", "seed"],
] as const;

/** What `redTeamCheckpoint` takes, beside what `redTeam` of `@preflm/eval` does. */
export interface RedTeamConfig
  extends CheckpointOptions,
    WorkOptions,
    Pick<RedTeamOptions, "rounds" | "trials" | "examples" | "candidates" | "samples">,
    Pick<RedTeamOptions, "temperature" | "scale" | "scored" | "sampling" | "asReleased" | "seed"> {
  readonly scorer: PluginReference<"scorer">;
  /** `{ use: "mutation" }` by default. */
  readonly adversary?: AdversaryReference;
  /** Text like what the model was trained on: mutations take their words from it. */
  readonly corpus?: CorpusPath | string;
  /** Texts, or a file of JSON lines with a field "prompt" or "text"; by default the beginnings of 20 texts of the corpus. */
  readonly prompts?: RedTeamOptions["prompts"];
}

/**
 * Searches for prompts after which a checkpoint writes what the scorer objects to. Writes `red-team.json`; while it is under
 * way, `red-team.json.state` holds what was found after each round, and the same call goes on from there.
 */
export async function redTeamCheckpoint(config: RedTeamConfig): Promise<RedTeamResult> {
  const own = ["scorer", "adversary", "corpus", "prompts"];
  checkOptions("redTeam", config, [...CHECKPOINT_OPTIONS, ...WORK_OPTIONS, ...SEARCH, ...own]);
  const { output = "red-team.json", seed = 1, registry = installedPlugins() } = config;
  const scorer = await resolvePlugin(registry, "scorer", config.scorer);
  const texts = once(() => readTexts(config.corpus ?? noCorpus()));
  const { backend = "onnxruntime", adversary: reference = { use: "mutation" } } = config;
  const given = Object.fromEntries(
    SEARCH.filter((name) => config[name] !== undefined).map((name) => [name, config[name]]),
  );
  return working(output, config, (emit, signal) =>
    withCheckpoint(config, async (model, checkpoint) => {
      const { tokenizer, sha256 } = checkpoint;
      const opened = await openAdversary(reference, { registry, backend, texts });
      const { adversary, identity, dispose } = opened;
      const saved = stateFile(`${output}.state`, { model: sha256, adversary: hashOf(identity) });
      try {
        const state = await saved.read();
        const result = await redTeam({
          ...{
            target: { model, tokenizer, ...markOf(checkpoint, config.mark) },
            scorer,
            adversary,
            signal,
            ...given,
          },
          prompts: config.prompts ?? beginnings(await texts(), seed),
          ...(state && { state }),
          onRound: saved.write,
          onProgress: ({ done, total }) =>
            emit({ type: "progress", phase: "sample", done, total, unit: "completions" }),
        });
        await saved.remove();
        return result;
      } catch (error) {
        if (!signal.aborted) throw error;
        throw new PreflmError(
          "interrupted",
          `Stopped. What the rounds so far found is in ${saved.path}; the same command goes on from there.`,
          { cause: error },
        );
      } finally {
        dispose();
      }
    }),
  );
}

/** A search's state on disk, with hashes of the model that it is against and of the adversary with its corpus. */
function stateFile(path: string, by: { readonly model: string; readonly adversary: string }) {
  return {
    path,
    async read(): Promise<RedTeamState | undefined> {
      if (!existsSync(path)) return undefined;
      const fix = "Delete it to begin anew";
      const saved: typeof by & { state: RedTeamState } = await readJson(path, fix);
      const other =
        saved.model !== by.model
          ? "against another model"
          : saved.adversary !== by.adversary && "by another adversary or with another corpus";
      if (!other) return saved.state;
      throw new PreflmError(
        "invalid-option",
        `${path} is of a search ${other}. ${fix}, or choose another output (--output).`,
      );
    },
    write: (state: RedTeamState) => writeFileAtomic(path, JSON.stringify({ ...by, state })),
    remove: () => rm(path, { force: true }),
  };
}

function hashOf(identity: unknown): string {
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex");
}

function noCorpus(): never {
  throw new PreflmError(
    "invalid-option",
    'Say what text the model was trained on, such as --corpus corpus.jsonl ("corpus"): the adversary takes its words from there, and prompts to begin with.',
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

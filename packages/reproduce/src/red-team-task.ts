import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { mutationAdversary, type RedTeamResult, redTeam } from "@preflm/eval";
import { installedPlugins, type TaskContext } from "preflm";
import { openModel } from "./open-model.ts";
import { readJsonLines } from "./read-lines.ts";
import { type TaskName, tasks } from "./tasks.ts";
import { writeText } from "./write-lines.ts";

/** What `redTeamTask` is called with. */
export interface RedTeamInput {
  readonly task: TaskName;
  /** A folder of the project that has the plugins installed. */
  readonly project: string;
  /** Folder of the run that trained the model. */
  readonly checkpoint: string;
  /** Text that the adversary takes words from. */
  readonly corpus: string;
  /** Prompts to begin with: the first of these. */
  readonly prompts: string;
  readonly rounds: number;
  readonly trials: number;
  readonly candidates: number;
  readonly samples: number;
  readonly seed: number;
}

/** Prompts that each search begins with. */
const SEED_PROMPTS = 10;

/** Documents that the adversary takes words from. */
const TEXTS = 500;

/** Attacks a trained model; what was done before a stop is kept by rounds. */
export async function redTeamTask(
  { task, project, checkpoint, corpus, prompts, ...given }: RedTeamInput,
  context: TaskContext,
): Promise<RedTeamResult> {
  const { directory, listener, signal } = context;
  const scorer = await installedPlugins(project).resolve("scorer", tasks[task].scorer);
  const documents = await readJsonLines<{ text: string }>(corpus);
  const beginnings = await readJsonLines<{ prompt: string }>(prompts);
  const file = join(directory, "state.json");
  const saved = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : {};
  await mkdir(directory, { recursive: true });
  const { model, sha256, ...sampled } = await openModel(checkpoint, project, context);
  const longest = Math.floor(model.config.context / 2);
  try {
    return await redTeam({
      ...given,
      target: { model, ...sampled },
      scorer,
      adversary: mutationAdversary({ texts: documents.slice(0, TEXTS).map(({ text }) => text) }),
      prompts: beginnings.slice(0, SEED_PROMPTS).map(({ prompt }) => prompt),
      scored: task === "pep8" ? "prompt and completion" : "completion",
      sampling: { minimumLength: Math.min(10, longest), maximumLength: Math.min(64, longest) },
      // A model that was trained anew since is attacked anew.
      ...(saved.sha256 === sha256 && { state: saved.state }),
      signal,
      onRound: (after) => writeText(file, JSON.stringify({ sha256, state: after })),
      onProgress: ({ done, total }) =>
        listener({
          time: Date.now(),
          type: "progress",
          phase: "sample",
          done,
          total,
          unit: "completions",
        }),
    });
  } finally {
    model.dispose();
  }
}

import { initialise } from "@preflm/gpt";
import { installedPlugins, measureStep } from "preflm";
import type { Setting } from "./setting.ts";

/** Seconds that training takes for one token on so many threads, measured on a few updates of a new model. */
export async function secondsForToken(
  { project, scale }: Setting,
  threads: number,
): Promise<number> {
  const backend = await installedPlugins(project).resolve("backend", {
    use: "onnxruntime",
    threads,
  });
  const { model: size, vocabulary, tokensPerUpdate } = scale;
  const config = { ...size, vocabulary };
  const model = await backend.load(config, initialise(config, 1));
  try {
    const rows = tokensPerUpdate / size.context;
    return 1 / (await measureStep(model, { rows, columns: size.context })).tokensPerSecond;
  } finally {
    model.dispose();
  }
}

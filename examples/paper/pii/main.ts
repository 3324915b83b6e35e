import { parseArgs } from "node:util";
import { checkOptions } from "@preflm/core";
import { parameterCount } from "@preflm/gpt";
import { installedPlugins, run, sizes, textTable } from "preflm";
import { asReleased, type Preset, settings } from "./settings.ts";

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    objective: { type: "string", default: "conditional" },
    released: { type: "boolean", default: false },
    samples: { type: "string" },
    scale: { type: "string", default: "micro" },
    tokens: { type: "string" },
  },
});
if (!values.corpus)
  throw new Error(
    "Say which text to train on: --corpus texts.jsonl, with a field text on each line.",
  );
const checks = checkOptions("paper/pii", {}, []);
const presets: Record<string, Preset> = values.released ? { ...settings, ...asReleased } : settings;
const preset = presets[checks.oneOf("objective", values.objective, Object.keys(presets))];
const names = Object.keys(sizes) as (keyof typeof sizes)[];
const scale = checks.oneOf("scale", values.scale as keyof typeof sizes, names);

/** The preset on a smaller model, tokens and batch shrunk alike: as many updates and tokens a parameter. */
function scaled({ training, model: paper, ...preset }: Preset, model: Preset["model"]): Preset {
  const vocabulary = 2048;
  const ratio =
    parameterCount({ ...model, vocabulary }) / parameterCount({ ...paper, vocabulary: 50257 });
  const rows = Math.max(1, Math.round((ratio * training.tokensPerUpdate) / model.context));
  const tokens = ratio * training.tokens;
  const tokensPerUpdate = rows * model.context;
  return {
    ...preset,
    model,
    tokenizer: { vocabulary },
    training: { ...training, tokens, tokensPerUpdate },
  };
}

const config = scale === "gpt2" ? preset : scaled(preset, sizes[scale]);
const tokens = Number(values.tokens ?? config.training.tokens);
const count = Number(values.samples ?? config.sampling?.count);
const report = await run({
  ...config,
  corpus: values.corpus,
  training: { ...config.training, tokens },
  sampling: { ...config.sampling, count },
  registry: installedPlugins(import.meta.dirname),
});
console.log(textTable(report));

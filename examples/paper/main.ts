import { parseArgs } from "node:util";
import { checkOptions } from "@preflm/core";
import { installedPlugins, run, sizes, textReport } from "preflm";
import type { Preset } from "./common.ts";
import * as pep8 from "./pep8.ts";
import * as pii from "./pii.ts";
import { scaled } from "./scaled.ts";
import * as toxicity from "./toxicity.ts";

const { values } = parseArgs({
  options: {
    corpus: { type: "string" },
    task: { type: "string", default: "pii" },
    objective: { type: "string", default: "conditional" },
    released: { type: "boolean", default: false },
    scale: { type: "string", default: "micro" },
    tokens: { type: "string" },
    samples: { type: "string" },
  },
});
if (!values.corpus) {
  throw new Error("Say which text to train on: --corpus texts.jsonl, a field text on each line.");
}
const checks = checkOptions("paper", {}, []);
const pick = <T>(name: string, value: string, from: Record<string, T>): T =>
  from[checks.oneOf(name, value, Object.keys(from))];

type Presets = Record<string, Preset>;
type Task = { readonly settings: Presets; readonly asReleased: Presets };
const task = pick<Task>("task", values.task, { pii, toxicity, pep8 });
const presets = values.released ? { ...task.settings, ...task.asReleased } : task.settings;
const preset = pick("objective", values.objective, presets);
const model = pick("scale", values.scale, sizes);
const config = model === sizes.gpt2 ? preset : scaled(preset, model);

const tokens = Number(values.tokens ?? config.training.tokens);
const count = Number(values.samples ?? config.sampling?.count);
const report = await run({
  ...config,
  corpus: values.corpus,
  training: { ...config.training, tokens },
  sampling: { ...config.sampling, count },
  registry: installedPlugins(import.meta.dirname),
});
console.log(textReport(report));

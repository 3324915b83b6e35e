import { parseArgs } from "node:util";
import { checkOptions } from "@preflm/core";
import { installedPlugins, run, sizes, textReport } from "preflm";
import type { ObjectiveName, Preset } from "./common.ts";
import { finetuning, pretraining, startingFrom } from "./finetuning.ts";
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
    from: { type: "string" },
    share: { type: "string", default: "0.5" },
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
const share = checks.number("share", Number(values.share), { above: 0, max: 1 });
const preset = values.from
  ? finetuning(
      checks.oneOf("task", values.task as "pii", ["pii", "toxicity"]),
      checks.oneOf(
        "objective",
        values.objective as ObjectiveName,
        Object.keys(task.settings) as ObjectiveName[],
      ),
      share,
    )
  : pick("objective", values.objective, { ...presets, pretraining: pretraining(presets.mle) });
const model = pick("scale", values.scale, sizes);
const config = model === sizes.gpt2 ? preset : scaled(preset, model);

const tokens = Number(values.tokens ?? config.training.tokens);
const count = Number(values.samples ?? config.sampling?.count);
const report = await run({
  ...(values.from ? startingFrom(values.from, share, config) : config),
  corpus: values.corpus,
  training: { ...config.training, tokens },
  sampling: { ...config.sampling, count },
  registry: installedPlugins(import.meta.dirname),
});
console.log(textReport(report));

import { dirname, resolve } from "node:path";
import { PreflmError, type Registry } from "@preflm/core";
import { defineCommand } from "citty";
import { sizesNamed, usualVocabulary } from "../choose/named-sizes.ts";
import { backendReference, numberOption } from "../command-line.ts";
import { runOfConfig } from "../doctor/planned-run.ts";
import { installedPlugins, resolvePlugin } from "../plugins.ts";
import { showProgress } from "../progress.ts";
import { readConfig } from "../read-config.ts";
import { readableJson } from "../readable-json.ts";
import { completeSettings } from "../settings.ts";
import { interruptSignal } from "../signal.ts";
import { type ConfiguredRun, checkPlan, planTraining } from "./plan.ts";
import { planText } from "./plan-text.ts";

const args = {
  minutes: { type: "string", description: "the time that there is" },
  config: { type: "string", description: "plan this run: my.config.ts, .js or .json" },
  model: { type: "string", description: "plan for this size: nano, micro, small or gpt2" },
  models: { type: "string", description: "how many to train one after the other (1)" },
  backend: { type: "string", description: "a name, or JSON with use and options (onnxruntime)" },
  json: { type: "boolean", description: "the numbers on standard output, for programs" },
} as const;

/** `preflm plan`: how many tokens of which model can be trained here in some minutes. */
export const planCommand = defineCommand({
  meta: { name: "plan", description: "Say what can be trained here in some minutes" },
  args,
  async run({ args }) {
    const { config, json = false } = args;
    if (config !== undefined && (args.model !== undefined || args.models !== undefined))
      throw new PreflmError("invalid-option", "--config says which models; leave out the others.");
    const [size] = args.model === undefined ? [] : sizesNamed(args.model, "model");
    const given = config === undefined ? undefined : await configured(config);
    const models = given?.models ?? numberOption("models", args.models) ?? 1;
    const minutes = checkPlan(numberOption("minutes", args.minutes), models);
    const registry = given?.registry ?? installedPlugins();
    const named = backendReference(args.backend) ?? given?.run.settings.backend ?? "onnxruntime";
    const backend = await resolvePlugin(registry, "backend", named);
    const progress = showProgress();
    const interrupt = interruptSignal();
    try {
      const plan = await planTraining({
        ...{ minutes, backend, models, signal: interrupt.signal },
        ...(given ? { run: given.run } : {}),
        ...(size ? { size } : {}),
        onProgress: (done, total) => {
          const state = { done, total, unit: "models" };
          progress({ type: "progress", phase: "measure", ...state, time: Date.now() });
        },
      });
      progress({ type: "failed", message: "", time: Date.now() }); // takes down the bar
      const vocabulary = given?.run.model.config.vocabulary ?? usualVocabulary(size ?? "micro");
      process.stdout.write(`${json ? readableJson(plan) : planText(plan, vocabulary)}\n`);
    } finally {
      interrupt.dispose();
    }
  },
});

/** The run of a configuration: its plugins, the first objective's model, how many models it trains. */
async function configured(
  path: string,
): Promise<{ readonly run: ConfiguredRun; readonly models: number; readonly registry: Registry }> {
  const given = await readConfig(path);
  const run = await runOfConfig(path, given);
  const settings = completeSettings(given);
  const registry = given.registry ?? installedPlugins(dirname(resolve(path)));
  const scorer = await resolvePlugin(registry, "scorer", settings.scorer);
  const objectives = await Promise.all(
    settings.objectives.map((objective) => resolvePlugin(registry, "objective", objective)),
  );
  const [{ valueHead }] = objectives;
  const config = { ...run.config, ...(valueHead ? { valueHead } : {}) };
  const { rows, columns, accumulate } = settings;
  const model = { name: "yours", config, rows, columns, accumulate };
  return { run: { settings, scorer, objectives, model }, models: run.models, registry };
}

import { checkOptions, PreflmError, show } from "@preflm/core";

/** A way of sampling from a trained model: what it starts from, what it may say, how many samples are drawn. */
export interface Scenario {
  readonly name: string;
  /** Texts to continue, in turn until there are `count` samples, or the path of a JSONL with a field "prompt" or "text". */
  readonly prompts?: readonly string[] | string;
  /** Text before each prompt; it is not part of what is scored. */
  readonly prefix?: string;
  /**
   * The mark to sample under: `"aligned"` (the one that the objective samples with), `"misaligned"` (its other one),
   * `"none"` (no mark at all, and none is sampled) or a control token. By default as the objective says.
   */
  readonly mark?: string;
  /** The mark stands between the prompt and the sample instead of before both (`prompt_before_control` of the released code). */
  readonly markAfterPrompt?: boolean;
  /** Score the prompt with its continuation instead of the continuation alone (`use_prompt_for_scoring`). */
  readonly scorePrompt?: boolean;
  /** Strings that are never sampled; each must be one token. */
  readonly banned?: readonly string[];
  /** What becomes of prompts that leave no room in the context: an error, or their last tokens are used. */
  readonly truncate?: "left" | "error";
  readonly count?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  /** End-of-text is impossible before so many tokens after the prompt. */
  readonly minimumLength?: number;
  /** Most tokens after the prompt. */
  readonly maximumLength?: number;
  /** Most tokens in all, the prompt with its end-of-text and mark included, as the released code counts. */
  readonly totalLength?: number;
  /** The hit rate is the share of samples that score above it. */
  readonly hitThreshold?: number;
  /** Logits are aligned + strength·(aligned − misaligned), between the two marks. */
  readonly steer?: number;
  /** Of so many continuations the one that scores best is kept. */
  readonly bestOf?: number;
}

/** What every scenario has unless it says otherwise. */
export interface ScenarioDefaults {
  readonly count: number;
  readonly batch?: number;
  readonly temperature: number;
  readonly topP: number;
  readonly topK?: number;
  readonly minimumLength: number;
  readonly maximumLength?: number;
}

/** A scenario that has been checked, with its defaults filled in; prompts are still those given. */
export type CompleteScenario = Scenario & ScenarioDefaults;

const OPTIONS = [
  ...["name", "prompts", "prefix", "mark", "markAfterPrompt", "scorePrompt", "banned", "truncate"],
  ...["count", "temperature", "topP", "topK", "minimumLength", "maximumLength", "totalLength"],
  ...["hitThreshold", "steer", "bestOf", "batch"],
];

/** Checks a scenario and fills in what it leaves open. Throws on a bad value, naming the scenario. */
export function completeScenario(scenario: Scenario, defaults: ScenarioDefaults): CompleteScenario {
  const about = `scenario "${scenario?.name ?? ""}"`;
  const check = checkOptions(about, scenario, OPTIONS);
  check.string("name", scenario.name);
  const complete: CompleteScenario = { ...inherited(defaults, scenario), ...given(scenario) };
  const whole = { min: 1 };
  check.integer("count", complete.count, whole);
  check.number("temperature", complete.temperature, { min: 0, max: Number.MAX_VALUE });
  check.number("topP", complete.topP, { above: 0, max: 1 });
  check.integer("minimumLength", complete.minimumLength, { min: 0 });
  for (const name of ["batch", "topK", "maximumLength", "totalLength", "bestOf"] as const) {
    if (complete[name] !== undefined) check.integer(name, complete[name], whole);
  }
  for (const name of ["markAfterPrompt", "scorePrompt"] as const) {
    if (complete[name] !== undefined) check.boolean(name, complete[name]);
  }
  for (const name of ["prefix", "mark"] as const) {
    if (complete[name] !== undefined) check.string(name, complete[name]);
  }
  if (complete.truncate !== undefined)
    check.oneOf("truncate", complete.truncate, ["left", "error"]);
  if (complete.hitThreshold !== undefined)
    check.number("hitThreshold", complete.hitThreshold, { min: 0 });
  if (complete.steer !== undefined) {
    check.number("steer", complete.steer, { min: -Number.MAX_VALUE, max: Number.MAX_VALUE });
    if (complete.mark !== undefined && complete.mark !== "aligned")
      fail(
        `${about}: "steer" goes between the two marks, starting from the aligned one; leave "mark" out, got ${show(complete.mark)}`,
      );
  }
  if (complete.maximumLength !== undefined && complete.minimumLength > complete.maximumLength)
    fail(
      `${about}: "minimumLength" is ${complete.minimumLength}, more than "maximumLength" (${complete.maximumLength})`,
    );
  checkTexts(about, complete);
  return complete;
}

/** A total length leaves no room for a maximum that the scenario did not ask for. */
function inherited(defaults: ScenarioDefaults, { totalLength }: Scenario): ScenarioDefaults {
  const { maximumLength: _, ...rest } = defaults;
  return totalLength === undefined ? defaults : rest;
}

function given(scenario: Scenario): Scenario {
  const entries = Object.entries(scenario).filter(([, value]) => value !== undefined);
  return { name: scenario.name, ...Object.fromEntries(entries) };
}

function checkTexts(about: string, { prompts, banned }: Scenario): void {
  const areTexts = (value: unknown) =>
    Array.isArray(value) && value.every((text) => typeof text === "string");
  if (banned !== undefined && !areTexts(banned))
    fail(`${about}: "banned" must be an array of strings, got ${show(banned)}`);
  if (prompts === undefined || typeof prompts === "string") return;
  if (!areTexts(prompts))
    fail(
      `${about}: "prompts" must be an array of texts or the path of a JSONL, got ${show(prompts)}`,
    );
  if (prompts.length === 0)
    fail(`${about}: "prompts" is an empty array; give a prompt, or leave it out`);
}

function fail(message: string): never {
  throw new PreflmError("invalid-option", `${message}.`);
}

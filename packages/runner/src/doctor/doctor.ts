import { basename, dirname, resolve } from "node:path";
import { checkOptions, type PluginReference, PreflmError } from "@preflm/core";
import { type ModelSize, sizes } from "@preflm/gpt";
import { pluginPackages } from "../plugin-packages.ts";
import { interruptSignal } from "../signal.ts";
import { backendChecks } from "./backend-checks.ts";
import type { Check } from "./check.ts";
import { driverChecks } from "./drivers.ts";
import { nodeCheck, processorChecks } from "./machine.ts";
import { installedPackage, librariesOf } from "./manifest.ts";
import { managerCheck, scriptChecks } from "./package-checks.ts";
import { packageManagerOf } from "./package-manager.ts";
import { runOfConfig, runOfSize, usualVocabulary } from "./planned-run.ts";
import { runChecks } from "./run-checks.ts";
import { readScriptSettings, scriptPolicy } from "./script-policy.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  /** In the project; the working directory by default. */
  readonly folder?: string;
  /** A configuration file: its backend must work, and its run must fit. */
  readonly config?: string;
  /** A size that must fit, if there is no configuration; `sizes.micro` by default. */
  readonly model?: ModelSize;
  /** Tokens of that size's vocabulary; 8,192 by default, of `sizes.gpt2` GPT-2's. */
  readonly vocabulary?: number;
  /** Seconds that a device may take to open and to multiply matrices; 60 by default. */
  readonly timeLimit?: number;
  /** Stops the probes; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Hears of each thing once it was looked at. */
  readonly onCheck?: (check: Check) => void;
}

/** What `doctor` found. */
export interface DoctorReport {
  /** Whether nothing fails that the default, or the run that was asked about, needs. */
  readonly works: boolean;
  readonly checks: readonly Check[];
}

const OPTIONS = ["folder", "config", "model", "vocabulary", "timeLimit", "signal", "onCheck"];

/**
 * Looks at what training needs of this machine and project: Node, the package manager and its install scripts, drivers,
 * each device of each backend (opened in a process of its own), memory and disk for a run. Nothing is changed. What is
 * wrong is told by the report; rejects only with `"interrupted"` and wrong options.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const check = checkOptions("doctor", options, OPTIONS);
  const timeLimit = check.number("timeLimit", options.timeLimit ?? 60, { min: 1 });
  const interrupt = options.signal
    ? { signal: options.signal, dispose: () => {} }
    : interruptSignal();
  const checks: Check[] = [];
  try {
    for await (const found of examine({ ...options, timeLimit }, interrupt.signal)) {
      if (interrupt.signal.aborted)
        throw new PreflmError("interrupted", "Stopped before everything was looked at.");
      checks.push(found);
      options.onCheck?.(found);
    }
  } finally {
    interrupt.dispose();
  }
  return { works: checks.every(({ state }) => state !== "fails"), checks };
}

async function* examine(
  options: DoctorOptions & { readonly timeLimit: number },
  signal: AbortSignal,
): AsyncGenerator<Check> {
  const { config, timeLimit } = options;
  const folder =
    options.folder ?? (config === undefined ? process.cwd() : dirname(resolve(config)));
  yield nodeCheck(process.versions.node, process.platform);
  yield* processorChecks();

  const manager = packageManagerOf(folder, process.env.npm_config_user_agent);
  const policy = scriptPolicy(manager, readScriptSettings(manager));
  yield managerCheck(manager, policy);
  yield* guarded("Packages", "plugins", () =>
    scriptChecks(installedLibraries(folder), policy, `${process.platform} ${process.arch}`),
  );
  yield* await driverChecks();

  const planned = await plan(options);
  const backend = planned.backend ?? "onnxruntime";
  const probes = { folder, manager: manager.name, backend, timeLimit, signal };
  yield* guarded("Backends", "plugins", () =>
    backendChecks(planned.backend && config ? { ...probes, config } : probes),
  );
  yield* planned.checks;
}

/** What a plugin's broken package.json or a disk that cannot be asked throws is something that fails. */
async function* guarded(
  section: string,
  name: string,
  look: () => Iterable<Check> | AsyncIterable<Check>,
): AsyncGenerator<Check> {
  try {
    yield* look();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    yield { section, name, state: "fails", detail };
  }
}

/** The run that must fit, and the backend that it names. */
async function plan({ config, model = sizes.micro, vocabulary }: DoctorOptions): Promise<{
  readonly checks: readonly Check[];
  readonly backend?: PluginReference<"backend">;
}> {
  if (config === undefined) {
    const name = Object.entries(sizes).find(([, size]) => size === model)?.[0];
    const run = runOfSize(
      name ? `sizes.${name}` : "this size",
      model,
      vocabulary ?? usualVocabulary(model),
    );
    return { checks: runChecks(run) };
  }
  try {
    const { run, given } = await runOfConfig(config);
    return { checks: runChecks(run), backend: given.backend ?? "onnxruntime" };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const section = `A run of ${basename(config)}`;
    return { checks: [{ section, name: "settings", state: "fails", detail }] };
  }
}

/** What the backends of a project need of others', each package once. */
function installedLibraries(folder: string) {
  const backends = pluginPackages(folder).filter(({ kind }) => kind === "backend");
  const libraries = backends.flatMap((plugin) => {
    const own = installedPackage(plugin.package, folder);
    return own ? librariesOf(own) : [];
  });
  return [...new Map(libraries.map((library) => [library.folder, library])).values()];
}

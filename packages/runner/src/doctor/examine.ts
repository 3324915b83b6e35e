import { basename, dirname, resolve } from "node:path";
import { modelOf } from "../choose/named-sizes.ts";
import { pluginPackages } from "../plugin-packages.ts";
import { readConfig } from "../read-config.ts";
import type { RunConfig } from "../settings.ts";
import { backendChecks } from "./backend-checks.ts";
import type { Check } from "./check.ts";
import type { DoctorOptions } from "./doctor.ts";
import { driverChecks } from "./drivers.ts";
import { nodeCheck, processorChecks } from "./machine.ts";
import { installedPackage, librariesOf } from "./manifest.ts";
import { managerCheck, scriptChecks } from "./package-checks.ts";
import { packageManagerOf, withVersion } from "./package-manager.ts";
import { runOfConfig, runOfModel } from "./planned-run.ts";
import { runChecks } from "./run-checks.ts";
import { readScriptSettings, type ScriptPolicy, scriptPolicy } from "./script-policy.ts";

/** Everything that the doctor looks at, in the order in which it is told. */
export async function* examine(
  options: DoctorOptions & { readonly timeLimit: number },
  signal: AbortSignal,
): AsyncGenerator<Check> {
  const { config: path, timeLimit } = options;
  const folder = options.folder ?? (path === undefined ? process.cwd() : dirname(resolve(path)));
  yield nodeCheck(process.versions.node, process.platform);
  yield* processorChecks();
  const manager = await withVersion(packageManagerOf(folder, process.env.npm_config_user_agent));
  const policy = scriptPolicy(manager, readScriptSettings(manager));
  yield managerCheck(manager, policy);
  const drivers = await driverChecks();
  const noNvidia = drivers.some(({ name, state }) => name === "NVIDIA" && state === "absent");
  yield* guarded("Packages", "plugins", () => packageChecks(folder, policy, noNvidia));
  yield* drivers;

  const given = path === undefined ? {} : await configOf(path);
  const backend = given.config?.backend ?? "onnxruntime";
  const probes = {
    ...{ folder, manager: manager.name, policy, noNvidia },
    ...{ backend, timeLimit, signal },
  };
  const configured = given.config && path !== undefined ? { ...probes, config: path } : probes;
  yield* guarded("Backends", "plugins", () => backendChecks(configured));
  if (given.problem) yield given.problem;
  else yield* guarded(headingOf(path), "settings", () => roomChecks(options, given.config));
}

/** What became of the install scripts of the backends' libraries. */
async function* packageChecks(
  folder: string,
  policy: ScriptPolicy,
  noNvidia: boolean,
): AsyncGenerator<Check> {
  const machine = { platform: `${process.platform} ${process.arch}`, noNvidia };
  yield* scriptChecks(installedLibraries(folder), policy, machine);
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

/** What a file gives, or why it gives nothing. */
async function configOf(
  path: string,
): Promise<{ readonly config?: RunConfig; readonly problem?: Check }> {
  try {
    const config = await readConfig(path);
    if (typeof config === "object" && config !== null) return { config };
    const problem = `${path} must give an object of settings`;
    return { problem: failing(headingOf(path), "settings", problem) };
  } catch (error) {
    return { problem: failing(headingOf(path), "settings", error) };
  }
}

/** The room for the run of a configuration, or for that of a model. */
async function* roomChecks(
  { config: path, model = modelOf("micro") }: DoctorOptions,
  config: RunConfig | undefined,
): AsyncGenerator<Check> {
  if (config !== undefined && path !== undefined) yield* runChecks(await runOfConfig(path, config));
  else yield* runChecks(runOfModel(model));
}

function headingOf(path: string | undefined): string {
  return path === undefined ? "A run" : `A run of ${basename(path)}`;
}

/** What a plugin's broken package.json or a disk that cannot be asked throws is something that fails. */
async function* guarded(
  section: string,
  name: string,
  look: () => AsyncIterable<Check>,
): AsyncGenerator<Check> {
  try {
    yield* look();
  } catch (error) {
    yield failing(section, name, error);
  }
}

function failing(section: string, name: string, error: unknown): Check {
  const detail = error instanceof Error ? error.message : String(error);
  return { section, name, state: "fails", detail };
}

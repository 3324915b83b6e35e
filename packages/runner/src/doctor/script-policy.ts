import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readManifest } from "./manifest.ts";
import type { PackageManager } from "./package-manager.ts";

/** What a project says about install scripts. */
export interface ScriptSettings {
  /** `ignore-scripts`, or Yarn's `enableScripts: false`. */
  readonly ignored: boolean;
  /** All scripts are approved at once. */
  readonly allApproved: boolean;
  /** Packages whose scripts were approved (true) or refused (false). */
  readonly approved: Readonly<Record<string, boolean>>;
}

/** What becomes of install scripts. */
export interface ScriptPolicy {
  readonly rule: "runs all" | "runs approved ones" | "runs none";
  readonly detail: string;
  /** Whether the script of a package is run. */
  allows(name: string): boolean;
  /** The command that runs the script of an installed package after all. */
  mend(name: string): string;
}

/** Reads the settings of a project from its files and the environment. */
export function readScriptSettings(
  { name, root }: PackageManager,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ScriptSettings {
  const { pnpm = {}, trustedDependencies = [], allowScripts = {} } = readManifest(root) ?? {};
  const yaml = { ...objectOf(pnpm), ...readYaml(join(root, "pnpm-workspace.yaml")) };
  const lists = name === "bun" ? trustedDependencies : namesIn(yaml.onlyBuiltDependencies);
  const asked = (list: readonly string[], answer: boolean) => list.map((item) => [item, answer]);
  const npmrc = [join(homedir(), ".npmrc"), join(root, ".npmrc")].map(readText).join("\n");
  const last = [...npmrc.matchAll(/^\s*ignore-scripts\s*=\s*(\w+)/gm)].at(-1)?.[1];
  const ignoring = environment.npm_config_ignore_scripts ?? last;
  const yarn = readYaml(join(root, ".yarnrc.yml")).enableScripts;
  return {
    ignored: name === "yarn" && yarn !== undefined ? yarn === false : ignoring === "true",
    allApproved: yaml.dangerouslyAllowAllBuilds === true,
    approved: Object.fromEntries([
      ...asked(namesIn(yaml.ignoredBuiltDependencies), false),
      ...asked(lists, true),
      ...Object.entries(objectOf(yaml.allowBuilds)),
      // With or without a version: left-pad, @scope/left-pad@1.3.0.
      ...Object.entries(allowScripts).map(([key, answer]) => [
        key.replace(/(?<=.)@.*/, ""),
        answer,
      ]),
    ]),
  };
}

/** The rule that a package manager follows with these settings. */
export function scriptPolicy(manager: PackageManager, settings: ScriptSettings): ScriptPolicy {
  const { name, version } = manager;
  const major = Number(version?.split(".")[0] ?? Infinity);
  const { ignored, allApproved, approved } = settings;
  const names = Object.keys(approved).filter((item) => approved[item]);
  const of = names.length === 0 ? "none is" : names.join(", ");
  const approves = APPROVING[name] !== undefined && major >= APPROVING[name] && !allApproved;
  const mends = ignored ? DESPITE : approves ? APPROVED : MENDS;
  const mend = (item: string) => mends[name].replaceAll("*", item);
  if (ignored) {
    return { rule: "runs none", detail: "install scripts are off", allows: () => false, mend };
  }
  if (approves) {
    const strict = name === "pnpm" && major >= 11 ? "; others end an install with exit code 1" : "";
    return {
      rule: "runs approved ones",
      detail: `runs only the install scripts that are approved (${of})${strict}`,
      allows: (item) => approved[item] === true,
      mend,
    };
  }
  return { rule: "runs all", detail: "runs install scripts", allows: () => true, mend };
}

/** The major versions from which on only approved install scripts are run. */
const APPROVING: Readonly<Partial<Record<PackageManager["name"], number>>> = {
  npm: 12,
  pnpm: 10,
  bun: 0,
};

/** The command that runs the install script of a package `*`. */
const MENDS: Readonly<Record<PackageManager["name"], string>> = {
  npm: "npm rebuild *",
  pnpm: "pnpm rebuild *",
  yarn: "yarn rebuild *",
  bun: "bun pm trust *",
};

/** The same where it must be approved first. */
const APPROVED: typeof MENDS = {
  ...MENDS,
  npm: "npm install-scripts approve * && npm rebuild *",
  pnpm: "pnpm approve-builds && pnpm rebuild *",
};

/** The same where install scripts are off. */
const DESPITE: typeof MENDS = {
  npm: "npm rebuild * --ignore-scripts=false",
  pnpm: "pnpm rebuild * --config.ignore-scripts=false",
  yarn: "YARN_ENABLE_SCRIPTS=true yarn rebuild *",
  bun: "bun pm trust *",
};

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** A YAML file's settings; none where it is missing or is not YAML, which its owner tells. */
function readYaml(path: string): Record<string, unknown> {
  try {
    return objectOf(parse(readText(path)));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

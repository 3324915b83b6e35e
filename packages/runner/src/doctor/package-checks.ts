import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Check } from "./check.ts";
import type { InstalledPackage } from "./manifest.ts";
import type { PackageManager } from "./package-manager.ts";
import type { ScriptPolicy } from "./script-policy.ts";

/** A package that has an install script, and what it leaves. */
interface Scripted {
  /** The file that shows that the script has run, somewhere under `within`. */
  readonly leaves: string;
  readonly within: string;
  /** What is missing until then. */
  readonly without: string;
  /** The only platform that has a script to run, such as `linux x64`. */
  readonly only?: string;
  /** What it leaves serves a card of NVIDIA's alone, and the rest of the package does without. */
  readonly forNvidia?: true;
}

const SCRIPTED: Readonly<Record<string, Scripted>> = {
  "onnxruntime-node": {
    leaves: "libonnxruntime_providers_cuda.so",
    within: "bin",
    without: 'the CUDA files, which device "cuda" alone needs',
    only: "linux x64",
    forNvidia: true,
  },
  gl: { leaves: "webgl.node", within: "build", without: 'headless GL, for gpu.js\'s "headlessgl"' },
  "@tensorflow/tfjs-node": {
    leaves: "tfjs_binding.node",
    within: "lib",
    without: "libtensorflow and its addon",
  },
  "@tensorflow/tfjs-node-gpu": {
    leaves: "tfjs_binding.node",
    within: "lib",
    without: "libtensorflow for CUDA and its addon",
  },
};

/** What installs packages here, and what becomes of their install scripts. */
export function managerCheck(manager: PackageManager, policy: ScriptPolicy): Check {
  const { name, version, evidence } = manager;
  return {
    section: "Packages",
    name,
    state: "works",
    detail: `${version ?? "unknown version"} (${evidence}); ${policy.detail}`,
    values: { ...(version ? { version } : {}), scripts: policy.rule },
  };
}

/**
 * What the install scripts of installed packages left. A script that has not run fails nothing: no default needs one.
 *
 * @param machine its platform, such as `linux x64`, and whether it is known to have no card of NVIDIA's
 */
export function scriptChecks(
  installed: readonly InstalledPackage[],
  policy: ScriptPolicy,
  { platform, noNvidia }: { readonly platform: string; readonly noNvidia: boolean },
): Check[] {
  return installed.flatMap(({ name, version, folder }): Check[] => {
    const script = SCRIPTED[name];
    if (script === undefined || (script.only ?? platform) !== platform) return [];
    const check = { section: "Packages", name, values: { version } };
    if (holds(join(folder, script.within), script.leaves))
      return [{ ...check, state: "works", detail: `${version}; its install script has run` }];
    if (script.forNvidia && noNvidia) return [];
    const why = policy.allows(name) ? "has not run" : "was not allowed to run";
    const detail = `${version}; its install script ${why}: it lacks ${script.without}`;
    return [{ ...check, state: "absent", detail, mend: policy.mend(name) }];
  });
}

function holds(folder: string, file: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((path) => basename(String(path)) === file);
}

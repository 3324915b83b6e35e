import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { readManifest } from "./manifest.ts";

/** What installs packages in a project. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Undefined where nothing tells it. */
  readonly version?: string;
  /** What gave it away, such as `pnpm-lock.yaml`. */
  readonly evidence: string;
  /** The folder with the lock file, or the nearest with a package.json. */
  readonly root: string;
}

const LOCK_FILES: Readonly<Record<string, PackageManager["name"]>> = {
  "pnpm-lock.yaml": "pnpm",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
};

/**
 * The package manager of a project: by `packageManager` of a package.json or a lock file, in its folder or the nearest
 * above; else the one that runs this process; else npm.
 *
 * @param userAgent what a package manager leaves in `npm_config_user_agent`, such as `npm/11.19.1 node/v20.20.2 linux`
 */
export function packageManagerOf(folder: string, userAgent = ""): PackageManager {
  const [, running, version] = /^(npm|pnpm|yarn|bun)\/(\S+)/.exec(userAgent) ?? [];
  const runs = (name: string) => (name === running ? { version } : {});
  for (let root = resolve(folder); ; root = dirname(root)) {
    const [, declared, exactly] =
      /^(npm|pnpm|yarn|bun)@([^+]+)/.exec(readManifest(root)?.packageManager ?? "") ?? [];
    if (declared !== undefined) {
      const name = declared as PackageManager["name"];
      return { name, version: exactly, evidence: "packageManager in package.json", root };
    }
    const lock = Object.keys(LOCK_FILES).find((file) => existsSync(join(root, file)));
    if (lock !== undefined) {
      const name = LOCK_FILES[lock];
      return { name, ...runs(name), evidence: lock, root };
    }
    if (dirname(root) === root) break;
  }
  const name = (running ?? "npm") as PackageManager["name"];
  const evidence = running === undefined ? "no lock file: the default" : "it runs this";
  return { name, ...runs(name), evidence, root: resolve(folder) };
}

/** The same with the version that the program tells, if nothing else did. */
export async function withVersion(manager: PackageManager): Promise<PackageManager> {
  if (manager.version !== undefined) return manager;
  const options = {
    cwd: manager.root,
    timeout: 10_000,
    shell: process.platform === "win32", // where it is a .cmd file
    env: { ...process.env, COREPACK_ENABLE_NETWORK: "0" }, // nothing is downloaded to answer
  };
  const answer = await promisify(execFile)(manager.name, ["--version"], options).catch(() => {});
  const version = answer?.stdout.trim().split("\n").at(-1);
  return version && /^\d+\./.test(version) ? { ...manager, version } : manager;
}

/** The command that installs a package with it. */
export function installCommand(manager: PackageManager["name"], packages: string): string {
  return manager === "npm" ? `npm install ${packages}` : `${manager} add ${packages}`;
}

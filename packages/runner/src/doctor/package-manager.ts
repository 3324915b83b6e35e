import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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

/** The command that installs a package with it. */
export function installCommand(manager: PackageManager["name"], packages: string): string {
  return manager === "npm" ? `npm install ${packages}` : `${manager} add ${packages}`;
}

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the doctor reads of a package.json. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly packageManager?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly pnpm?: unknown;
  readonly trustedDependencies?: readonly string[];
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

/** The package.json of a folder; undefined where there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A package as it is installed. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** A package that what lies in a folder would import, if it is installed. Nothing is imported. */
export function installedPackage(name: string, from: string): InstalledPackage | undefined {
  const places = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  const place = places.map((path) => join(path, name)).find((path) => existsSync(path));
  const version = place && readManifest(place)?.version;
  // Links are followed, since what a package needs lies beside where it really is.
  return place && version ? { name, version, folder: realpathSync(place) } : undefined;
}

/** What a package needs of others' that is installed: its dependencies and the peers that are there. */
export function librariesOf({ folder }: Pick<InstalledPackage, "folder">): InstalledPackage[] {
  const { dependencies, peerDependencies, optionalDependencies } = readManifest(folder) ?? {};
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names
    .filter((name) => !name.startsWith("@preflm/"))
    .flatMap((name) => installedPackage(name, folder) ?? []);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import ts from "typescript";

/** The parts of a package.json that the rules look at. */
export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly keywords?: readonly string[];
  readonly preflm?: {
    readonly kind: string;
    readonly name: string;
    readonly entry: string;
    readonly devices?: readonly object[];
  };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One TypeScript or JavaScript file. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** Such as `packages/core`; the root's is the empty string, and it owns all files that no other package does. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
  readonly readme?: string;
}

/** Everything the rules look at, as plain data: a planted breach is one changed entry. */
export interface Workspace {
  readonly packages: readonly WorkspacePackage[];
  /** The texts of the pending changesets. */
  readonly changesets: readonly string[];
}

export const root = join(import.meta.dirname, "..", "..");

/** Folders that hold packages, and those that are one. */
const PARENTS = ["packages", "plugins", "examples", "scripts"];

/** Reads the repository this file is in. */
export function readWorkspace(): Workspace {
  const folders = ["test", ...PARENTS.flatMap((parent) => subfolders(parent))].filter((folder) =>
    existsSync(join(root, folder, "package.json")),
  );
  const packages = folders.map((folder) => readPackage(folder, sources(folder)));
  const owned = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
  const loose = sources("").filter(({ path }) => !owned(path));
  const changesets = readdirSync(join(root, ".changeset"))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => readFileSync(join(root, ".changeset", file), "utf8"));
  return { packages: [readPackage("", loose), ...packages], changesets };
}

function readPackage(folder: string, files: readonly SourceFile[]): WorkspacePackage {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const readme = join(root, folder, "README.md");
  return {
    folder,
    manifest,
    files,
    ...(existsSync(readme) ? { readme: readFileSync(readme, "utf8") } : {}),
  };
}

function subfolders(parent: string): string[] {
  if (!existsSync(join(root, parent))) return [];
  return readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${parent}/${entry.name}`);
}

function sources(folder: string): SourceFile[] {
  return walk(join(root, folder))
    .filter((path) => /\.m?[jt]s$/.test(path))
    .map((path) => ({
      path: relative(root, path).replaceAll("\\", "/"),
      text: readFileSync(path, "utf8"),
    }));
}

/** Every file under a folder, generated and installed ones left out. */
export function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (/^(node_modules|dist|runs|coverage|\.git|\.cache|\.venv)$/.test(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Whether a file is a test, a benchmark or helps one (`test-support.ts`): it may import more, and is not published. */
export function isTest(path: string): boolean {
  return /[./](test|bench)\.ts$|\/bench\/|\/test-support\.ts$/.test(path);
}

/** What a file imports, types, re-exports and dynamic imports included. */
export function importsOf(file: SourceFile): readonly string[] {
  return ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** `@preflm/core` for `@preflm/core/package.json`; undefined for relative files and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || isBuiltin(specifier)) return undefined;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

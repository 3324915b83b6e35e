import { isBuiltin } from "node:module";
import { posix } from "node:path";
import {
  importsOf,
  isTest,
  packageOf,
  type SourceFile,
  type Workspace,
  type WorkspacePackage,
} from "./workspace.ts";

/** Which of our packages each may import: the whole import rule. Plugins are listed by kind. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "packages/core": [],
  "packages/text": [],
  "packages/gpt": ["@preflm/core"],
  "packages/data": ["@preflm/core"],
  "packages/eval": ["@preflm/core"],
  "packages/transformers": ["@preflm/core"],
  "packages/scoring": ["@preflm/core", "@preflm/data"],
  "packages/adapters": ["@preflm/core"],
  "packages/tensorboard": ["@preflm/core"],
  "packages/serve": ["@preflm/core", "@preflm/data", "@preflm/eval"],
  "packages/runner": [
    "@preflm/core",
    "@preflm/gpt",
    "@preflm/data",
    "@preflm/eval",
    "@preflm/scoring",
    "@preflm/serve",
    "@preflm/tensorboard",
  ],
  // An application, not a library: the one package that names plugins.
  "packages/reproduce": [
    "@preflm/core",
    "@preflm/data",
    "@preflm/eval",
    "@preflm/gpt",
    "preflm",
    "@preflm/backend-onnxruntime",
    "@preflm/objective-awr",
    "@preflm/objective-conditional",
    "@preflm/objective-filtered-mle",
    "@preflm/objective-mle",
    "@preflm/objective-rwr",
    "@preflm/objective-schedule",
    "@preflm/objective-unlikelihood",
    "@preflm/scorer-pep8",
    "@preflm/scorer-pii",
    "@preflm/scorer-toxicity",
  ],
  "packages/testkit": ["@preflm/core", "@preflm/gpt"],
  "plugins/objective": ["@preflm/core"],
  "plugins/scorer": ["@preflm/core", "@preflm/text", "@preflm/transformers"],
  "plugins/backend": ["@preflm/core", "@preflm/gpt"],
};

/** What a test may import besides what its package declares for development. */
const ALLOWED_IN_TESTS = ["vitest", "@preflm/testkit", "@preflm/backend-reference"];

/** Packages that browsers load whole: nothing of Node's own. Of others they load what `src/browser.ts` leads to. */
const FOR_BROWSERS = [
  "packages/core",
  "packages/text",
  "packages/gpt",
  "packages/transformers",
  "packages/adapters",
  "plugins/objective-",
  "plugins/scorer-compose",
  "plugins/scorer-pii",
  "plugins/scorer-pep8",
  "plugins/scorer-toxicity",
  "plugins/backend-reference",
  "plugins/backend-tfjs",
  "plugins/backend-gpujs",
];

/** packages → plugins, plugin → plugin and plugin → runner never; every other edge only as listed. */
export function forbiddenEdges({ packages }: Workspace): string[] {
  const ours = new Set(packages.map(({ manifest }) => manifest.name));
  return published(packages).flatMap((item) => {
    const allowed = ALLOWED[item.folder] ?? ALLOWED[item.folder.replace(/-.*/, "")];
    if (!allowed) return [`${item.folder} has no place in the import rule`];
    const forbidden = (name: string) =>
      ours.has(name) && name !== item.manifest.name && !allowed.includes(name);
    const declared = Object.keys(item.manifest.dependencies ?? {})
      .filter(forbidden)
      .map((name) => `${item.folder}/package.json depends on ${name}`);
    const imported = item.files
      .filter((file) => !isTest(file.path))
      .flatMap((file) =>
        importsOf(file)
          .filter((specifier) => forbidden(packageOf(specifier) ?? ""))
          .map((specifier) => `${file.path} imports ${specifier}`),
      );
    return [...declared, ...imported];
  });
}

/** Every import is declared by the package itself: nothing resolves by luck through the root. */
export function undeclaredImports({ packages }: Workspace): string[] {
  return packages.flatMap(({ folder, manifest, files }) => {
    const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
    const forUsers = { ...dependencies, ...peerDependencies, ...optionalDependencies };
    const runtime = new Set([manifest.name, ...Object.keys(forUsers)]);
    const development = new Set([...runtime, ...Object.keys(devDependencies ?? {})]);
    const publishedPackage = isPublished(folder);
    return files.flatMap((file) => {
      const test = isTest(file.path);
      const declared = test || !publishedPackage ? development : runtime;
      return importsOf(file).flatMap((specifier) => {
        const name = packageOf(specifier);
        if (name === undefined || declared.has(name)) return [];
        if (test && ALLOWED_IN_TESTS.includes(name)) return [];
        return [`${file.path} imports ${specifier}, which ${folder || "."}/package.json lacks`];
      });
    });
  });
}

/** Relative imports stay inside their package; tests may read shared JSON. */
export function escapingImports({ packages }: Workspace): string[] {
  return packages
    .filter(({ folder }) => folder !== "")
    .flatMap(({ folder, files }) =>
      files.flatMap((file) =>
        importsOf(file)
          .filter((specifier) => specifier.startsWith("."))
          .filter((specifier) => {
            const target = posix.join(posix.dirname(file.path), specifier);
            const shared = isTest(file.path) && target.endsWith(".json");
            return !target.startsWith(`${folder}/`) && !shared;
          })
          .map((specifier) => `${file.path} imports ${specifier}, outside its package`),
      ),
    );
}

/** What is published imports no test. */
export function importedTests({ packages }: Workspace): string[] {
  return published(packages)
    .flatMap(({ files }) => files.filter((file) => !isTest(file.path)))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith(".") && isTest(specifier))
        .map((specifier) => `${file.path} imports ${specifier}, which is for tests`),
    );
}

/** Node's modules in what browsers load. */
export function nodeInBrowserPackages({ packages }: Workspace): string[] {
  return packages.flatMap(browserFiles).flatMap((file) =>
    importsOf(file)
      .filter((specifier) => isBuiltin(specifier))
      .map((specifier) => `${file.path} imports ${specifier}, which browsers lack`),
  );
}

/** The module that browsers load of a package, if they do: its `src/browser.ts`, else `src/index.ts`. */
export function browserEntry({ folder, files }: WorkspacePackage): string | undefined {
  const own = `${folder}/src/browser.ts`;
  if (isPublished(folder) && files.some(({ path }) => path === own)) return own;
  const whole = FOR_BROWSERS.some((prefix) => folder.startsWith(prefix));
  return whole ? `${folder}/src/index.ts` : undefined;
}

/** What a page imports a package by, if browsers load it. */
export function browserSpecifier(item: WorkspacePackage): string | undefined {
  const entry = browserEntry(item);
  if (entry === undefined) return undefined;
  const part = item.folder.startsWith("packages/") && entry.endsWith("/browser.ts");
  return part ? `${item.manifest.name}/browser` : item.manifest.name;
}

/** The files of a package that browsers load: all of them, or those that its `src/browser.ts` leads to. */
function browserFiles(item: WorkspacePackage): readonly SourceFile[] {
  const entry = browserEntry(item);
  if (entry === undefined) return [];
  if (entry.endsWith("/index.ts")) return item.files.filter((file) => !isTest(file.path));
  const files = new Map(item.files.map((file) => [file.path, file]));
  const found = new Set([entry]);
  for (const path of found) {
    const file = files.get(path);
    if (!file) continue;
    for (const specifier of importsOf(file).filter((name) => name.startsWith(".")))
      found.add(posix.join(posix.dirname(path), specifier));
  }
  return [...found].flatMap((path) => files.get(path) ?? []);
}

/** The packages that are published. */
export function published(packages: readonly WorkspacePackage[]): readonly WorkspacePackage[] {
  return packages.filter(({ folder }) => isPublished(folder));
}

function isPublished(folder: string): boolean {
  return /^(packages|plugins)\//.test(folder);
}

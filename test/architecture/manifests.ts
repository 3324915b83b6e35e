import ts from "typescript";
import { published } from "./imports.ts";
import type { Workspace, WorkspacePackage } from "./workspace.ts";

const KEYWORDS = ["language-model", "pretraining", "human-preferences"];
const SOURCE = "preflm:source";

/** An entry as it is published, and in the repository, where it is the source. */
const entry = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });
const sourceEntry = (name: string) => ({ [SOURCE]: `./src/${name}.ts`, ...entry(name) });

/**
 * What a package with this file `src/browser.ts` or without it exports. A plugin is one factory everywhere, so bundlers
 * for browsers get that file by the condition `browser`; of another package it is a part, with a path of its own.
 */
function exportsOf({ folder, files }: WorkspacePackage, entryOf: typeof entry) {
  const browser = files.some(({ path }) => path === `${folder}/src/browser.ts`);
  const condition = browser && folder.startsWith("plugins/") ? { browser: entryOf("browser") } : {};
  const part = browser && folder.startsWith("packages/") ? { "./browser": entryOf("browser") } : {};
  return {
    ".": { ...condition, ...entryOf("index") },
    ...part,
    "./package.json": "./package.json",
  };
}

/** Published packages differ in name, description and dependencies, and in nothing else. */
export function unlikeManifests({ packages }: Workspace): string[] {
  return published(packages).flatMap((item) => {
    const { folder, manifest, files } = item;
    const commandLine = files.some((file) => file.path === `${folder}/src/cli.ts`);
    const bin = commandLine ? { bin: { [manifest.name]: "./dist/cli.js" } } : {};
    const plugin = pluginOf(item);
    const expected: Record<string, unknown> = {
      type: "module",
      license: "MIT",
      private: undefined,
      sideEffects: false,
      engines: { node: ">=20.19" },
      exports: exportsOf(item, sourceEntry),
      files: ["dist"],
      scripts: { build: "tsup --config ../../tsup.config.ts" },
      publishConfig: { access: "public", exports: exportsOf(item, entry), ...bin },
      keywords: [
        "preflm",
        ...(plugin ? ["preflm-plugin", `preflm-${plugin.kind}`] : []),
        ...KEYWORDS,
      ],
      preflm: plugin,
    };
    const unlike = Object.entries(expected)
      .filter(([field, value]) => JSON.stringify(manifest[field]) !== JSON.stringify(value))
      .map(
        ([field, value]) =>
          `${folder}/package.json: ${field} is ${JSON.stringify(manifest[field])}, expected ${JSON.stringify(value)}`,
      );
    const name = folder === "packages/runner" ? "preflm" : `@preflm/${folder.split("/")[1]}`;
    if (manifest.name !== name) unlike.push(`${folder}/package.json: name is not ${name}`);
    if (!/\.$/.test(String(manifest.description)))
      unlike.push(`${folder}/package.json: description is not a sentence`);
    return unlike;
  });
}

/** Our packages come from the workspace, others at one exact version, under another name or their own. */
export function looseVersions({ packages }: Workspace): string[] {
  const ours = new Set(packages.map(({ manifest }) => manifest.name));
  return packages.flatMap(({ folder, manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([name, version]) =>
        ours.has(name) ? version !== "workspace:^" : !/^(npm:[^:]+@)?\d+\.\d+\.\d+$/.test(version),
      )
      .map(([name, version]) => `${folder || "."}/package.json pins ${name} as ${version}`),
  );
}

/** The factory that a plugin's package.json names is exported by its `src/index.ts`. */
export function missingEntries({ packages }: Workspace): string[] {
  return published(packages).flatMap(({ folder, manifest, files }) => {
    if (!manifest.preflm) return [];
    const index = files.find((file) => file.path === `${folder}/src/index.ts`);
    const { entry } = manifest.preflm;
    if (index && valueExports(index.text).includes(entry)) return [];
    return [`${folder}/src/index.ts does not export ${entry}`];
  });
}

/** A published package has a version, or a changeset that will give it one. */
export function unreleased({ packages, changesets }: Workspace): string[] {
  const named = new Set(changesets.flatMap((text) => namesIn(text)));
  const known = new Set(published(packages).map(({ manifest }) => manifest.name));
  const missing = [...published(packages)]
    .filter(({ manifest }) => manifest.version === "0.0.0" && !named.has(manifest.name))
    .map(({ folder }) => `${folder} has neither a version nor a changeset`);
  const unknown = [...named]
    .filter((name) => !known.has(name))
    .map((name) => `a changeset names ${name}, which is not published`);
  return [...missing, ...unknown];
}

/** What the `"preflm"` field of a plugin must say, from the name of its folder; a backend lists its devices as it likes. */
function pluginOf({ folder, manifest }: WorkspacePackage) {
  const match = /^plugins\/(objective|scorer|backend)-(.+)$/.exec(folder);
  if (!match) return undefined;
  const entry = match[2].replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const devices = match[1] === "backend" ? manifest.preflm?.devices : undefined;
  return { kind: match[1], name: match[2], entry, ...(devices ? { devices } : {}) };
}

function namesIn(changeset: string): string[] {
  const header = /^---\n([\s\S]*?)\n---/.exec(changeset)?.[1] ?? "";
  return [...header.matchAll(/^["']?([^"':]+)["']?\s*:/gm)].map((match) => match[1]);
}

/** Names of the values (not types) that a module exports. */
function valueExports(text: string): string[] {
  const file = ts.createSourceFile("index.ts", text, ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (statement.isTypeOnly || !clause || !ts.isNamedExports(clause)) return [];
      return clause.elements.filter((e) => !e.isTypeOnly).map((e) => e.name.text);
    }
    if (!ts.canHaveModifiers(statement)) return [];
    const exported = ts
      .getModifiers(statement)
      ?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) =>
      ts.isIdentifier(name) ? name.text : "",
    );
  });
}

// Checks every publishable package as npm users will get it: packs it, lints the tarball (publint, attw),
// then installs it alone in an empty folder, type-checks an import of it and runs a few lines with plain node.
// Run by `npm run check`, after the build. Any problem fails. Names as arguments check only those packages.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { programs } from "./package-programs.mjs";

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, "..");
const bin = (name) => join(root, "node_modules", ".bin", name);
const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const wanted = process.argv.slice(2);

const work = await mkdtemp(join(tmpdir(), "preflm-packages-"));
let failures = 0;
try {
  const all = await publishable();
  const checked = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const unknown = wanted.filter((name) => !all.some((item) => item.name === name));
  if (unknown.length) throw new Error(`There is no package ${unknown.join(", ")}.`);
  const needed = new Set(checked.flatMap(({ name }) => closure(name, all)));
  const packages = await pack(all.filter(({ name }) => needed.has(name)));
  const targets = packages.filter((item) => checked.some(({ name }) => name === item.name));
  await inLanes(2, targets, async (item) => {
    const problems = [...(await lint(item)), ...(await installAlone(item, packages))];
    console.log(
      `${problems.length ? "FAIL" : "ok  "} ${item.name.padEnd(34)} ${(item.bytes / 1024).toFixed(1).padStart(7)} kB packed`,
    );
    for (const problem of problems)
      console.log(`     ${problem.trim().replaceAll("\n", "\n     ")}`);
    failures += problems.length;
  });
  console.log(`${checked.length} packages checked, ${failures} problems.`);
} finally {
  await rm(work, { recursive: true, force: true });
}
process.exitCode = failures ? 1 : 0;

/** Every package that is not private. */
async function publishable() {
  const packages = [];
  for (const folder of ["packages", "plugins"]) {
    for (const entry of (await readdir(join(root, folder))).sort()) {
      const path = join(root, folder, entry);
      const manifest = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
      if (!manifest.private) packages.push({ name: manifest.name, path, manifest });
    }
  }
  return packages;
}

/** Packs packages through pnpm, which fills in workspace versions and applies publishConfig. */
async function pack(packages) {
  for (const { name, path } of packages) {
    await stat(join(path, "dist", "index.js")).catch(() => {
      throw new Error(`${name} is not built; run \`npm run build\` first.`);
    });
  }
  const filters = packages.flatMap(({ name }) => ["--filter", name]);
  const command = ["exec", "pnpm", "pack", "--pack-destination", work];
  await execute("npx", ["-y", packageManager, "-r", ...filters, ...command], { cwd: root });
  return Promise.all(
    packages.map(async (item) => {
      const file = `${item.name.replace("@", "").replace("/", "-")}-${item.manifest.version}.tgz`;
      const tarball = join(work, file);
      return { ...item, tarball, bytes: (await stat(tarball)).size };
    }),
  );
}

/** What publint and "are the types wrong" say of a tarball. */
async function lint({ tarball }) {
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  const problems = messages.map((message) => `publint: ${formatMessage(message, pkg)}`);
  const types = await attempt(bin("attw"), [tarball, "--profile", "esm-only", "--no-color"], work);
  return types ? [...problems, `attw: ${types}`] : problems;
}

/** Installs one package as a stranger would, our other packages coming from their tarballs, and uses it. */
async function installAlone({ name, manifest }, packages) {
  const program = programs[name];
  if (!program) return [`scripts/package-programs.mjs has no program for ${name}`];
  const folder = join(work, "alone", name);
  await mkdir(folder, { recursive: true });
  const tarballs = Object.fromEntries(packages.map((item) => [item.name, `file:${item.tarball}`]));
  const { [name]: own, ...others } = tarballs;
  const dependencies = { [name]: own, ...program.dependencies };
  const files = {
    "package.json": { private: true, type: "module", dependencies, overrides: others },
    "tsconfig.json": {
      compilerOptions: {
        module: "nodenext",
        target: "es2023",
        lib: ["es2023", "dom"],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        typeRoots: [join(root, "node_modules", "@types")],
        types: program.types ?? [],
      },
      files: ["types.ts"],
    },
    "types.ts": entriesOf(name, manifest)
      .map((entry, i) => `export * as entry${i} from "${entry}";\n`)
      .join(""),
    [program.file ?? "program.js"]: program.source,
  };
  for (const [file, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(folder, file), text);
  }
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const failed = await attempt("npm", install, folder);
  if (failed) return [`npm install: ${failed}`];

  const installed = await ourPackagesIn(folder);
  const expected = closure(name, packages);
  const problems = [];
  if (installed.join() !== expected.join())
    problems.push(`installs ${installed.join(", ")}, expected ${expected.join(", ")}`);
  const commands = [
    ["types", bin("tsc"), ["--project", folder]],
    ["run", ...(program.command ?? ["node", "program.js"])],
    ...forBrowsers(name, manifest),
    ...Object.keys(manifest.publishConfig?.bin ?? {}).map((command) => [
      `${command} --help`,
      join(folder, "node_modules", ".bin", command),
      "--help",
    ]),
  ];
  for (const [what, command, ...rest] of commands) {
    const failure = await attempt(command, rest.flat(), folder);
    if (failure) problems.push(`${what}: ${failure}`);
  }
  return problems;
}

/** What a package is imported by: its name, and its name with a path. */
function entriesOf(name, { publishConfig }) {
  const paths = Object.keys(publishConfig.exports).filter((path) => path !== "./package.json");
  return paths.map((path) => name + path.slice(1));
}

/** Imports what a package has for browsers alone, if it has. */
function forBrowsers(name, { publishConfig: { exports } }) {
  const entry = exports["./browser"] ? `${name}/browser` : exports["."].browser && name;
  if (!entry) return [];
  const node = ["node", "--conditions=browser", "--input-type=module", "--eval"];
  return [["import for browsers", ...node, `import "${entry}";`]];
}

/** Names of our packages that a package needs, itself included, sorted. */
function closure(name, packages) {
  const names = new Set();
  const visit = (current) => {
    const item = packages.find((candidate) => candidate.name === current);
    if (!item || names.has(current)) return;
    names.add(current);
    Object.keys(item.manifest.dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...names].sort();
}

async function ourPackagesIn(folder) {
  const list = (path) => readdir(path).catch(() => []);
  const scoped = (await list(join(folder, "node_modules", "@preflm"))).map((n) => `@preflm/${n}`);
  const main = (await list(join(folder, "node_modules"))).filter((n) => n === "preflm");
  return [...scoped, ...main].sort();
}

/** The output of a command that failed, or undefined. */
async function attempt(command, args, cwd) {
  try {
    await execute(command, args, {
      cwd,
      env: { ...process.env, NODE_OPTIONS: "" },
      timeout: 180_000,
    });
    return undefined;
  } catch (error) {
    return `${error.stdout ?? ""}${error.stderr ?? ""}` || error.message;
  }
}

/** Runs a job for every item, so many at a time. */
async function inLanes(lanes, items, job) {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) await job(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

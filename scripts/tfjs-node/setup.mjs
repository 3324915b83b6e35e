// Makes @tensorflow/tfjs-node work without its vendor's download: libtensorflow comes from TensorFlow's wheel on PyPI,
// the addon is compiled here. Usage: node scripts/tfjs-node/setup.mjs [folder] [--wheel file.whl]
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

const VERSION = "4.22.0";
/** Of the wheel: the libraries, and the headers of the C interface with what they include. */
const LIBRARY = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/;
const HEADER = /^tensorflow\/include\/(tensorflow\/(?:tsl\/)?(?:c|(?:core\/)?platform)\/.+\.h)$/;

const { values, positionals } = parseArgs({
  options: { wheel: { type: "string" } },
  allowPositionals: true,
});
if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error(`The wheel is for Linux x64; this is ${process.platform} ${process.arch}.`);
const folder = resolve(positionals[0] ?? join(tmpdir(), "preflm-tfjs-node"));
const module = join(folder, "node_modules", "@tensorflow", "tfjs-node");
const downloads = join(folder, "wheel");

mkdirSync(folder, { recursive: true });
installPackage();
if (!existsSync(join(module, "deps", "lib", "libtensorflow.so"))) unpack(wheel());
rmSync(downloads, { recursive: true, force: true });
if (!addon()) build();
run(process.execPath, [join(import.meta.dirname, "check.mjs"), module]);
console.log(`\nThe suite of @preflm/backend-tfjs on it:
  PREFLM_TFJS_ENGINE=node PREFLM_TFJS_MODULE=${module} npx vitest run plugins/backend-tfjs/src/native.test.ts`);

/** The JavaScript of tfjs-node, and no script of it. */
function installPackage() {
  if (existsSync(join(module, "package.json"))) return;
  console.log(
    `Installing @tensorflow/tfjs-node ${VERSION} in ${folder}, without its install script`,
  );
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", "--ignore-scripts", ...quiet, `@tensorflow/tfjs-node@${VERSION}`]);
}

/** The wheel: as given, or what pip downloads and verifies. */
function wheel() {
  if (values.wheel !== undefined) return resolve(values.wheel);
  const python = process.env.PYTHON ?? "python3";
  const platform = "--python-version=310 --abi=cp310 --platform=manylinux_2_17_x86_64".split(" ");
  const requirements = join(import.meta.dirname, "requirements.txt");
  const exactly = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-r", requirements];
  console.log(`Downloading TensorFlow's wheel with ${python} -m pip`);
  run(python, ["-m", "pip", "download", "--quiet", ...exactly, ...platform, "-d", downloads]);
  const file = readdirSync(downloads).find((name) => name.endsWith(".whl"));
  return join(downloads, file);
}

/** Lays the wheel's libraries and headers out as binding.gyp and the addon's run path expect them. */
function unpack(file) {
  console.log(`Unpacking libtensorflow from ${basename(file)}`);
  const AdmZip = createRequire(join(module, "package.json"))("adm-zip");
  const deps = join(module, "deps");
  rmSync(deps, { recursive: true, force: true });
  for (const entry of new AdmZip(file).getEntries()) {
    const library = LIBRARY.exec(entry.entryName)?.[1];
    const header = HEADER.exec(entry.entryName)?.[1];
    if (library === undefined && header === undefined) continue;
    const path = library ? join(deps, "lib", library) : join(deps, "include", header);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entry.getData());
  }
  // The linker looks for these names; the addon then records the libraries' own (SONAME).
  symlinkSync("libtensorflow_framework.so.2", join(deps, "lib", "libtensorflow_framework.so"));
  symlinkSync("libtensorflow_cc.so.2", join(deps, "lib", "libtensorflow.so"));
}

function addon() {
  const lib = join(module, "lib");
  const folders = existsSync(lib) ? readdirSync(lib) : [];
  return folders.some((name) => existsSync(join(lib, name, "tfjs_binding.node")));
}

/** Compiles the addon with node-gyp: g++, make and Python are needed; Node's headers are taken from Node's own folder if they are there. */
function build() {
  console.log("Compiling the addon");
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, "include", "node", "node_api.h"));
  run(
    join(folder, "node_modules", ".bin", "node-pre-gyp"),
    ["install", "--build-from-source", "--loglevel=error"],
    {
      cwd: module,
      env: {
        ...process.env,
        npm_config_loglevel: "error",
        ...(headers ? { npm_config_nodedir: prefix } : {}),
      },
      stdio: ["ignore", "ignore", "inherit"], // the compiler's errors are there, too
    },
  );
}

function run(command, given, options = {}) {
  execFileSync(command, given, { cwd: folder, stdio: "inherit", ...options });
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { permutation, random } from "../../packages/core/src/index.ts";

/** Debian packages of many styles; together 130 MB to download and about 35,000 files of Python. */
const DEBIAN_PACKAGES =
  "gramps calibre python3-sympy python3-mypy python3-django python3-numpy python3-sphinx python3-nltk ansible " +
  "python3-twisted python3-scipy python3-pandas python3-astropy python3-networkx python3-cinder python3-nova " +
  "python3-neutron libpython3.11-testsuite mercurial-common python3-statsmodels python3-tornado scons yt-dlp " +
  "python3-boto python3-matplotlib";

const LARGEST = 1_000_000;

/** Files that are written in about the same style. */
export interface Group {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Downloads (apt) and unpacks into `folder` the packages that are not there yet; nothing is installed. */
export function download(folder: string): void {
  for (const name of DEBIAN_PACKAGES.split(" ")) {
    const target = join(folder, name);
    if (existsSync(target)) continue;
    const debs = join(folder, "debs");
    mkdirSync(debs, { recursive: true });
    process.stderr.write(`Downloading ${name} …\n`);
    execFileSync("apt-get", ["-qq", "download", name], { cwd: debs, stdio: "inherit" });
    const deb = readdirSync(debs).find((file) => file.startsWith(`${name}_`)) ?? name;
    execFileSync("dpkg", ["-x", join(debs, deb), target]);
  }
}

/** The downloaded packages, the installed ones, the Python installations of pyenv; or the given folders instead. */
export function groups(downloads: string, given: readonly string[]): Group[] {
  const group = (name: string, ...folders: string[]) => ({
    name,
    paths: folders.filter(existsSync).flatMap((folder) => [...pythonFiles(folder)]),
  });
  if (given.length) return given.map((folder) => group(folder, folder));
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
  const versions = join(homedir(), ".pyenv", "versions");
  const libraries = (major: string) =>
    list(versions)
      .filter((version) => version.startsWith(major))
      .map((version) => join(versions, version, "lib"));
  return [
    ...list(downloads)
      .filter((name) => name !== "debs")
      .map((name) => group(name, join(downloads, name))),
    group("/usr/lib/python3", "/usr/lib/python3"),
    group("Python 2 of pyenv", ...libraries("2.")),
    group("Python 3 of pyenv", ...libraries("3.")),
  ].filter(({ paths }) => paths.length > 0);
}

/** `count` different texts, as many from each group as possible, the same for the same seed and files. */
export function sample(from: readonly Group[], count: number, seed: number) {
  const queues = from.map(({ name, paths }) => {
    const order = permutation(paths.length, random(seed, "sample", name));
    return [...order].map((i) => paths[i]);
  });
  const texts = new Map<string, string>();
  for (let turn = 0; texts.size < count && queues.some(({ length }) => length > 0); turn++) {
    const path = queues[turn % queues.length].pop();
    const text = path && decode(readFileSync(path));
    if (text && !texts.has(text)) texts.set(text, path);
  }
  return [...texts].map(([text, path]) => ({ text, path }));
}

/** Python's rule: UTF-8, or Latin-1 for what is not. */
function decode(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

/** In order; links are not followed. */
function* pythonFiles(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pythonFiles(path);
    else if (entry.isFile() && path.endsWith(".py") && statSync(path).size <= LARGEST) yield path;
  }
}

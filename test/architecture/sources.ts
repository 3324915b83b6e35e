import { published } from "./imports.ts";
import { isTest, type Workspace } from "./workspace.ts";

const LIMIT = 300;
const LONGER = 500;

/** Files that may have up to 500 lines, and why. */
const ALLOWED_LONGER: Readonly<Record<string, string>> = {};

/** Source files that are too long to be one idea, and allowances that are no longer needed. */
export function longFiles({ packages }: Workspace, allowed = ALLOWED_LONGER): string[] {
  const files = packages.flatMap((item) => item.files);
  const long = files.flatMap(({ path, text }) => {
    const limit = path in allowed ? LONGER : LIMIT;
    const lines = lineCount(text);
    return lines > limit ? [`${path} has ${lines} lines, more than ${limit}`] : [];
  });
  const stale = Object.keys(allowed)
    .filter((path) => !files.some((file) => file.path === path && lineCount(file.text) > LIMIT))
    .map((path) => `${path} no longer needs its allowance`);
  return [...long, ...stale];
}

/** The median length in lines of the published source files, tests apart. */
export function medianLength({ packages }: Workspace): number {
  const lengths = published(packages)
    .flatMap(({ files }) => files)
    .filter(({ path }) => !isTest(path))
    .map(({ text }) => lineCount(text))
    .sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

/** Files that are not text, or too big to be ours: the repository holds what people wrote. */
export function foreignFiles(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): string[] {
  return files.flatMap(({ path, bytes }) => {
    if (bytes.subarray(0, 8192).includes(0)) return [`${path} is binary`];
    return bytes.length > 500_000 ? [`${path} has ${bytes.length} bytes`] : [];
  });
}

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

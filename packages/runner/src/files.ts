import { randomBytes } from "node:crypto";
import { access, constants, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PreflmError } from "@preflm/core";

/**
 * Writes a file under a temporary name, flushes it to the disk and renames it: a reader sees the old
 * content or the new, whole, whatever happens in between.
 */
export async function writeFileAtomic(
  path: string,
  parts: string | readonly Uint8Array[],
): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      for (const part of typeof parts === "string" ? [new TextEncoder().encode(parts)] : parts)
        await file.writeFile(part);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw ioError(`Could not write ${path}`, cause);
  }
}

/** Fills a folder under a temporary name and renames it; a folder already there is replaced. */
export async function writeFolderAtomic(
  path: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await rm(path, { recursive: true, force: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw cause instanceof PreflmError ? cause : ioError(`Could not write ${path}`, cause);
  }
}

/** Creates the folder if needed and throws unless files can be written there. */
export async function expectWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw ioError(`Could not write to the folder ${folder}`, cause);
  }
}

/** Removes what a kill may have left: temporary files and folders of interrupted writes. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/\.[0-9a-f]{8}\.tmp$/.test(name))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space and run again with resume",
  EACCES: "permission denied: choose another output folder or change its permissions",
  EPERM: "permission denied: choose another output folder or change its permissions",
  EROFS: "the file system is read-only: choose another output folder",
  ENOTDIR: "a part of the path is a file: choose another output folder",
  EEXIST: "a part of the path is a file: choose another output folder",
  ENOENT: "there is no such file: check the path",
};

/** A file-system error as one sentence that ends with what to do. */
export function ioError(what: string, cause: unknown): PreflmError {
  if (cause instanceof PreflmError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const why = FIXES[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new PreflmError("io", `${what}: ${why}.`, { cause });
}

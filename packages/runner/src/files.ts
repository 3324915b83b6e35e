import { createHash, randomBytes } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import {
  access,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";

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
    await renamePatiently(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw fileError(path, cause);
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
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
    await renamePatiently(temporary, path);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw fileError(path, cause);
  }
}

/** On Windows a file or folder cannot be renamed while a virus scanner reads it, which new files are soon subject to. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      const busy = process.platform === "win32" && /^(EPERM|EACCES|EBUSY)$/.test(code);
      if (!busy || attempt === 10) throw error;
      await setTimeout(50 * attempt);
    }
  }
}

/** Creates the folder if needed and throws unless files can be written there. */
export async function expectWritable(folder: string): Promise<void> {
  try {
    // Node says of a read-only disk that the folder does not exist: ask the nearest folder that does.
    let existing = resolve(folder);
    while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
    await access(existing, constants.W_OK);
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw fileError(folder, cause);
  }
}

/** A JSON file that a run wrote for itself; `fix` says what to do if it is damaged. */
export async function readJson(path: string, fix: string) {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PreflmError("corrupt", `${path} is damaged: it is not JSON. ${fix}.`, { cause });
  }
}

/** A file's bytes and their SHA-256. Streamed: `readFile` stops at 2 GiB, the moments of 268 M weights. */
export async function readHashed(
  path: string,
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  try {
    const bytes = new Uint8Array((await stat(path)).size);
    const hash = createHash("sha256");
    let read = 0;
    const end = bytes.length - 1;
    if (end < 0) return { bytes, sha256: hash.digest("hex") };
    for await (const chunk of createReadStream(path, { end, highWaterMark: 1 << 20 })) {
      bytes.set(chunk, read);
      read += chunk.length;
      hash.update(chunk);
    }
    return { bytes: bytes.subarray(0, read), sha256: hash.digest("hex") };
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Removes what a kill may have left: temporary files and folders of interrupted writes. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/\.[0-9a-f]{8}\.tmp$/.test(name))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

import { PreflmError } from "@preflm/core";

const KNOWN: Readonly<Record<string, string>> = {
  ENOENT: "does not exist. Check the path; it is relative to the working directory",
  ENOTDIR: "cannot be used: a part of the path is a file. Choose another folder",
  EEXIST: "cannot be used: a part of the path is a file. Choose another folder",
  EISDIR: "is a folder; a file is needed",
  EACCES: "cannot be opened: permission denied. Change its permissions or choose another folder",
  EPERM: "cannot be opened: permission denied. Change its permissions or choose another folder",
  EROFS: "is on a read-only disk. Choose another folder",
  ENOSPC: "cannot be written: the disk is full. Free some space and run again",
};

/** What the file system says as a `PreflmError` that names the file, the trouble and the fix. */
export function fileError(path: string, error: unknown): PreflmError {
  if (error instanceof PreflmError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = KNOWN[code] ?? `cannot be used: ${error instanceof Error ? error.message : error}`;
  return new PreflmError("io", `"${path}" ${reason}.`, { cause: error });
}

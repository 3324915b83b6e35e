import { PreflmError } from "@preflm/core";

/** Rethrows what the file system says as a `PreflmError` that names the file, the trouble and the fix. */
export function fileError(path: string, error: unknown): PreflmError {
  if (error instanceof PreflmError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Record<string, string> = {
    ENOENT: "does not exist. Check the path; it is relative to the working directory",
    ENOTDIR: "is not a folder, or a part of its path is not",
    EEXIST: "is a file, but a folder is needed",
    EISDIR: "is a folder; a file is needed",
    EACCES: "cannot be opened: permission denied",
    EPERM: "cannot be opened: permission denied",
    EROFS: "is on a read-only disk; choose another folder",
    ENOSPC: "cannot be written: the disk is full",
  };
  if (code.startsWith("Z_")) {
    const reason = `"${path}" is not a whole gzip file: ${(error as Error).message}. Fetch it again.`;
    return new PreflmError("invalid-input", reason, { cause: error });
  }
  const reason = known[code] ?? `cannot be used: ${error instanceof Error ? error.message : error}`;
  return new PreflmError("io", `"${path}" ${reason}.`, { cause: error });
}

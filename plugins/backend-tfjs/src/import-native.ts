import { PreflmError } from "@preflm/core";
import type { Tf } from "./tf.ts";

/**
 * Imports `@tensorflow/tfjs-node` or `-gpu`. Each thing that can be missing is one error with the command that mends it.
 *
 * The name is a variable, so that bundlers for browsers leave it alone.
 */
export async function importNative(name: string): Promise<Tf> {
  restoreIsNullOrUndefined();
  try {
    const module = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    return module.default ?? module; // TypeScript loaders give a CommonJS module no default
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PreflmError("unavailable", `${name} cannot be loaded: ${remedy(name, message)}`, {
      cause,
    });
  }
}

/** What is wrong, from the message of a failed import; ends with the command that mends it. */
export function remedy(name: string, message: string): string {
  const [line] = message.split("\n");
  const rebuild = `Run \`npm rebuild ${name}\`.`;
  if (isMissing(name, message)) return `it is not installed. Run \`npm install ${name}@4.22.0\`.`;
  const [library] = /lib(cuda|cublas|cudnn|cufft|curand|cusolver|cusparse)[\w.-]*/.exec(line) ?? [];
  if (library)
    return `the CUDA library ${library} does not load. It wants CUDA 11.2 and cuDNN 8.1, where the loader looks. Run \`sudo ldconfig /usr/local/cuda-11.2/lib64\`.`;
  const mirror =
    "pnpm runs its install script only after `pnpm approve-builds`, and where the download is blocked, TFJS_NODE_BASE_URI names a mirror";
  if (/\.so|\.dll|\.dylib/.test(line))
    return `libtensorflow is missing (${line}; ${mirror}). ${rebuild}`;
  if (/native addon module|tfjs_binding/.test(line))
    return `its native addon is missing (${mirror}). ${rebuild}`;
  return `${line}. ${rebuild}`;
}

/** Whether an import failed for want of the package itself, in the words of Node or a bundler. */
export function isMissing(name: string, message: string): boolean {
  return (
    /cannot find (package|module)|could not resolve|failed to resolve/i.test(message) &&
    message.split("\n")[0].includes(name)
  );
}

/** Node 23 removed a function of `node:util` that tfjs-node 4.22 calls in its operations. */
export function restoreIsNullOrUndefined(): void {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const util = process?.getBuiltinModule?.("node:util") as
    | { isNullOrUndefined?: (value: unknown) => boolean }
    | undefined;
  if (util) util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

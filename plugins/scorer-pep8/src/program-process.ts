import { PreflmError } from "@preflm/core";

/** What is used of Node's child process. Browsers load this package too, so nothing of Node's is imported. */
interface Child {
  readonly stdin: Stream & { write(text: string): void; end(): void };
  readonly stdout: Stream & { setEncoding(encoding: string): void };
  readonly stderr: Stream & { setEncoding(encoding: string): void };
  on(event: "error" | "close", listener: (reason: unknown) => void): void;
  ref(): void;
  unref(): void;
}

interface Stream {
  on(event: "data" | "error", listener: (piece: string) => void): void;
  ref?(): void;
  unref?(): void;
}

interface ChildProcessModule {
  spawn(program: string, parameters: readonly string[], options: object): Child;
  spawnSync(
    program: string,
    parameters: readonly string[],
    options: object,
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
}

interface NodeGlobals {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/** Node's module of child processes; "unavailable" where there is none. */
export function childProcesses(): ChildProcessModule {
  const { process } = globalThis as NodeGlobals;
  const module = process?.getBuiltinModule?.("node:child_process");
  if (module) return module as ChildProcessModule;
  throw new PreflmError(
    "unavailable",
    'pep8: engine "pycodestyle" starts a Python program, which needs Node 20.19 or newer. Use the default engine here.',
  );
}

/** A program that answers each line with a line, in order. */
export interface Conversation {
  /** The answer; rejects if the program ends before it. */
  ask(line: string): Promise<string>;
  readonly ended: boolean;
}

/** Starts the program. It keeps Node running only while an answer is due, and ends with Node. */
export function converse(program: string, parameters: readonly string[]): Conversation {
  const child = childProcesses().spawn(program, parameters, { windowsHide: true });
  const handles = [child, child.stdin, child.stdout, child.stderr];
  const waiting: { resolve(line: string): void; reject(reason: Error): void }[] = [];
  let pieces: string[] = [];
  let complaints = "";
  let ended = false;

  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (piece) => {
    const lines = piece.split("\n");
    while (lines.length > 1) {
      waiting.shift()?.resolve(pieces.join("") + lines.shift());
      pieces = [];
    }
    pieces.push(lines[0]);
    if (waiting.length === 0) for (const handle of handles) handle.unref?.();
  });
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (piece) => {
    complaints = (complaints + piece).slice(-2000);
  });
  const end = (reason: unknown) => {
    ended = true;
    const why = complaints.trim().split("\n").at(-1) || String(reason);
    for (const { reject } of waiting.splice(0)) reject(new Error(`${program} ended: ${why}`));
  };
  child.on("error", end);
  child.on("close", end);
  child.stdin.on("error", () => {}); // "close" follows and says why
  for (const handle of handles) handle.unref?.();

  return {
    ask(line) {
      return new Promise((resolve, reject) => {
        if (ended) return reject(new Error(`${program} has ended.`));
        if (waiting.length === 0) for (const handle of handles) handle.ref?.();
        waiting.push({ resolve, reject });
        child.stdin.write(`${line}\n`);
      });
    },
    get ended() {
      return ended;
    },
  };
}

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** What a side answers after some steps. */
export interface Timing {
  readonly milliseconds: readonly number[];
  /** Processor time of all threads, which a busy machine disturbs less. */
  readonly cpu: readonly number[];
  /** The part of each step that is the optimizer's. */
  readonly update?: readonly number[];
  readonly peakBytes: number;
}

/** One side of the bench: a process that trains when asked and otherwise waits. */
export interface Peer {
  /** What it says of itself when it is ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  steps(count: number): Promise<Timing>;
  /** Any other request, answered with one line of JSON. */
  ask(request: string): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
}

/** Starts a side and waits until it has done its first step. */
export async function startPeer(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Peer> {
  const child: ChildProcessWithoutNullStreams = spawn(command, args, {
    env: { ...process.env, ...environment },
  });
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += data;
  });
  const lines: Interface = createInterface({ input: child.stdout });
  const answers = lines[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await answers.next();
    if (done) throw new Error(`${command} ended: ${errors.trim().split("\n").pop()}`);
    return JSON.parse(value);
  };
  const ask = (request: string) => {
    child.stdin.write(`${request}\n`);
    return answer();
  };
  return {
    ready: await answer(),
    steps: (count) => ask(String(count)),
    ask,
    close: () => {
      child.stdin.end();
      child.kill();
    },
  };
}

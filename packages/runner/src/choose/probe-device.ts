import { forkWorker } from "../sweep/child.ts";
import type { ProbeAnswer, ProbeMessage, ProbeRequest } from "./probe-messages.ts";

/** What became of a probe: the device's report, an error of the backend, or the end of its process. */
export type ProbeResult =
  | ProbeAnswer
  | { readonly type: "died"; readonly message: string }
  | { readonly type: "hung"; readonly message: string };

/** Of what a process wrote to stderr, so many characters are kept. */
const LAST_WORDS = 4000;

/**
 * Opens a backend in a process of its own and proves its device there, so that a native driver that crashes or hangs
 * takes nothing along. Never rejects.
 *
 * @param seconds after which the process is ended
 * @param signal ends the process, too
 */
export function probeDevice(
  request: ProbeRequest,
  seconds: number,
  signal?: AbortSignal,
): Promise<ProbeResult> {
  const child = forkWorker();
  let words = "";
  child.stderr?.on("data", (data) => {
    words = (words + data).slice(-LAST_WORDS);
  });
  return new Promise((settle) => {
    const finish = (result: ProbeResult) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      child.kill("SIGKILL");
      settle(result);
    };
    const stop = () => finish({ type: "died", message: "stopped" });
    const late = `no answer in ${seconds} s: its process was ended`;
    const timer = setTimeout(() => finish({ type: "hung", message: late }), seconds * 1000);
    signal?.addEventListener("abort", stop);
    child.on("error", (error) => finish({ type: "died", message: error.message }));
    child.on("message", (answer: ProbeAnswer) => finish(answer));
    child.on("close", (code, killer) => {
      const how = killer === null ? `with exit code ${code}` : `by ${killer}`;
      const last = lastWords(words);
      finish({
        type: "died",
        message: `its process ended ${how}${last && `; its last words: ${last}`}`,
      });
    });
    const message: ProbeMessage = { type: "probe", request };
    child.send(message, () => {}); // a process that is gone already is told by its end
  });
}

/** The last line that is not of a stack, which Node writes behind what a driver said before it aborted. */
function lastWords(text: string): string {
  const said = text.split("\n").filter((line) => !/^\s*(\d+: |-{5}|at |$)/.test(line));
  return said.at(-1)?.trim() ?? "";
}

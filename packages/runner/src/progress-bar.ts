import type { Writable } from "node:stream";
import { SingleBar } from "cli-progress";

/** A bar on a terminal; `format` has places for `{bar}` and for what updates name. */
export function progressBar(stream: Pick<Writable, "write">, format = "{bar}  {state}"): SingleBar {
  return new SingleBar({
    stream: stream as NodeJS.WritableStream,
    format,
    barsize: 24,
    clearOnComplete: true,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    gracefulExit: false,
  });
}

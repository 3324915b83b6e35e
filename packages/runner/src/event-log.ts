import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { fileError } from "@preflm/data";
import type { Listener } from "./events.ts";

/** Appends every event but progress to a file, one JSON object a line. */
export async function logEvents(
  path: string,
): Promise<{ readonly listener: Listener; close(): Promise<void> }> {
  const stream = createWriteStream(path, { flags: "a" });
  let failure: unknown;
  try {
    await once(stream, "open");
  } catch (cause) {
    throw fileError(path, cause);
  }
  stream.on("error", (cause) => {
    failure = cause;
  });
  return {
    listener: (event) => {
      if (event.type !== "progress") stream.write(`${JSON.stringify(event)}\n`);
    },
    close: async () => {
      stream.end();
      if (!failure) await once(stream, "close");
      if (failure) throw fileError(path, failure);
    },
  };
}

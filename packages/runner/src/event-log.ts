import * as fs from "node:fs";
import { createInterface } from "node:readline";
import { fileError } from "@preflm/data";
import type { Listener } from "./events.ts";

const NEWLINE = 10;

/**
 * Appends every event but progress to a file, one JSON object a line. Written at once, so that a kill loses
 * none; a line that an earlier kill or a full disk left half-written is cut off.
 */
export function logEvents(path: string): { readonly listener: Listener; close(): void } {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (cause) {
      throw fileError(path, cause);
    }
  };
  const file = attempt(() => {
    const opened = fs.openSync(path, "a+");
    cutTornLine(opened);
    return opened;
  });
  return {
    listener: (event) => {
      if (event.type !== "progress")
        attempt(() => fs.writeFileSync(file, `${JSON.stringify(event)}\n`));
    },
    close: () => fs.closeSync(file),
  };
}

/** Seconds that a log's sessions took, each from its start to its last event; 0 if there is no log. */
export async function loggedSeconds(path: string): Promise<number> {
  if (!fs.existsSync(path)) return 0;
  let [total, first, last] = [0, 0, 0];
  for await (const line of createInterface({ input: fs.createReadStream(path) })) {
    const [, time, type] = /^\{"time":(\d+),"type":"(\w+)"/.exec(line) ?? []; // as `emitTo` stamps them
    if (time === undefined) continue;
    if (type === "start") [total, first] = [total + last - first, Number(time)];
    last = Number(time);
  }
  return (total + last - first) / 1000;
}

function cutTornLine(file: number): void {
  const { size } = fs.fstatSync(file);
  const byte = new Uint8Array(1);
  let end = size;
  while (end > 0 && fs.readSync(file, byte, 0, 1, end - 1) === 1 && byte[0] !== NEWLINE) end--;
  if (end < size) fs.ftruncateSync(file, end);
}

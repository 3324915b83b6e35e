import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";
import type { Sample } from "./sample.ts";

/** Where `preflm sample` writes: the terminal, or a file that appears under its name when it is closed. */
export interface SampleOutput {
  /** Waits while the reader is behind, so that samples do not pile up in memory. */
  write(sample: Sample & { readonly index: number }): Promise<void>;
  close(): Promise<void>;
}

/** An output for people, or with `json` or a file of JSON lines. */
export function openSampleOutput(file: string | undefined, json: boolean): SampleOutput {
  const format = json || file !== undefined ? jsonLine : forPeople;
  if (file === undefined) {
    process.stdout.on("error", () => {}); // heard while waiting in `send`
    return { write: (each) => send(process.stdout, format(each)), async close() {} };
  }
  const temporary = `${file}.${randomBytes(4).toString("hex")}.tmp`;
  let stream: Promise<Writable> | undefined;
  const open = async () => {
    await mkdir(dirname(file), { recursive: true });
    const opened = createWriteStream(temporary, { flags: "wx" });
    await once(opened, "open");
    return opened;
  };
  const told = <T>(work: Promise<T>) =>
    work.catch((cause) => {
      throw fileError(file, cause);
    });
  return {
    async write(each) {
      stream ??= told(open());
      await told(send(await stream, format(each)));
    },
    async close() {
      if (!stream) return;
      const opened = await stream;
      await told(once(opened.end(), "finish").then(() => rename(temporary, file)));
    },
  };
}

async function send(to: Writable, text: string): Promise<void> {
  try {
    if (!to.write(text)) await once(to, "drain");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EPIPE")) throw cause;
    const message = "Stopped: whoever read the samples went away.";
    throw new PreflmError("interrupted", message, { cause });
  }
}

function jsonLine(sample: Sample): string {
  return `${JSON.stringify(sample)}\n`;
}

function forPeople({ prompt = "", text, score, ended }: Sample): string {
  const scored = score === undefined ? "" : `score ${Number(score.toPrecision(3))}\n`;
  return `${scored}${prompt}${text}${ended ? "" : " …"}\n${"─".repeat(60)}\n`;
}

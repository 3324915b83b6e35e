import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logEvents, loggedSeconds } from "./event-log.ts";

const start = { type: "start", name: "n", directory: "d", jobs: 1 } as const;
const ended = { type: "done", report: "r", page: "p", seconds: 1 } as const;
const done = { ...ended, time: 2 };
const progress = {
  type: "progress",
  phase: "score",
  done: 1,
  unit: "characters",
  time: 1,
} as const;
const newFile = () => join(mkdtempSync(join(tmpdir(), "preflm-log-")), "events.jsonl");

describe("logEvents", () => {
  it("has every event but progress on disk as soon as it is told", () => {
    const file = newFile();
    const log = logEvents(file);
    log.listener(progress);
    log.listener(done);
    expect(readFileSync(file, "utf8")).toBe(`${JSON.stringify(done)}\n`);
    log.close();
  });

  it("goes on after whole lines and cuts off a torn one", () => {
    for (const [before, kept] of [
      ['{"a":1}\n{"b":2}\n', '{"a":1}\n{"b":2}\n'],
      ['{"a":1}\n{"b":', '{"a":1}\n'],
      ['{"a"', ""],
    ]) {
      const file = newFile();
      writeFileSync(file, before);
      const log = logEvents(file);
      log.listener(done);
      log.close();
      expect(readFileSync(file, "utf8")).toBe(`${kept}${JSON.stringify(done)}\n`);
    }
  });
});

describe("loggedSeconds", () => {
  it("adds up the sessions without the time between them", async () => {
    const file = newFile();
    expect(await loggedSeconds(file)).toBe(0);
    const log = logEvents(file);
    for (const [time, type] of [
      [1000, "start"],
      [3000, "done"],
      [60_000, "start"],
      [60_500, "done"],
    ] as const)
      log.listener({ time, ...(type === "start" ? start : ended) });
    log.close();
    appendFileSync(file, '{"time":9');
    expect(await loggedSeconds(file)).toBe(2.5);
  });
});

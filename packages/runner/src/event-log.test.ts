import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { logEvents, loggedSeconds } from "./event-log.ts";

const done = { type: "done", report: "r", page: "p", seconds: 1, time: 2 } as const;
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
    const start = { type: "start", name: "n", directory: "d", jobs: 1 } as const;
    const log = logEvents(file);
    for (const event of [
      { ...start, time: 1000 },
      { ...done, time: 3000 },
      { ...start, time: 60_000 },
      { ...done, time: 60_500 },
    ])
      log.listener(event);
    log.close();
    expect(await loggedSeconds(file)).toBe(2.5);
  });
});

import { mkdtempSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PreflmError, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { eventWriter } from "./event-writer.ts";
import { readEvents } from "./test-support.ts";

const folder = () => mkdtempSync(join(tmpdir(), "preflm-tensorboard-"));
const read = (path: string) => readEvents(readFileSync(path));

describe("an event file", () => {
  it("begins with its version and holds every scalar, its step and its time", () => {
    const uniform = random("scalars");
    const special = [0, -0, Number.NaN, Infinity, -Infinity, 1e-45, 3.4e38, 1e200, -7e60];
    const values = [...special, ...Array.from({ length: 500 }, () => uniform() * 100 - 50)];
    const steps = values.map((_, i) => (i % 7 === 0 ? 2 ** 40 + i : i));
    const writer = eventWriter(folder());
    for (const [i, value] of values.entries()) writer.scalar(`tag/${i % 3} é`, steps[i], value, i);
    writer.close();
    const [version, ...events] = read(writer.path);
    expect(version).toMatchObject({ fileVersion: "brain.Event:2", step: 0 });
    expect(Math.abs(version.wallTime - Date.now() / 1000)).toBeLessThan(60);
    expect(events.map(({ value }) => value)).toEqual(values.map(Math.fround));
    expect(events.map(({ step }) => step)).toEqual(steps);
    expect(events.map(({ tag }) => tag)).toEqual(values.map((_, i) => `tag/${i % 3} é`));
    expect(events.map(({ wallTime }) => wallTime)).toEqual(values.map((_, i) => i / 1000));
  });

  it("holds texts for the plugin of that name", () => {
    const texts = ["**bold**", "", "naïve 🙂\n| a | b |", "\u0000", "x".repeat(100_000)];
    const writer = eventWriter(folder());
    for (const [i, text] of texts.entries()) writer.text("settings", i, text);
    writer.close();
    const events = read(writer.path).slice(1);
    expect(events.map(({ text }) => text)).toEqual(texts);
    expect(new Set(events.map(({ plugin }) => plugin))).toEqual(new Set(["text"]));
  });

  it("stands beside an older one, behind it, under a name that TensorBoard knows", () => {
    const run = folder();
    const writers = [1, 2, 3].map(() => eventWriter(run));
    for (const writer of writers) writer.close();
    const names = readdirSync(run).sort();
    expect(names.map((name) => join(run, name))).toEqual(writers.map(({ path }) => path));
    for (const name of names) expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
  });

  it("says where a run that goes on begins again", () => {
    const writer = eventWriter(folder());
    writer.restart(7);
    writer.close();
    expect(read(writer.path)[1]).toMatchObject({ session: 1, step: 7 });
    expect(() => writer.restart(-1)).toThrow("whole step");
  });

  it("loses at most its last record to a kill, wherever that tears it", () => {
    const writer = eventWriter(folder());
    for (let step = 0; step < 3; step++) writer.scalar("loss", step, step);
    writer.close();
    const { length } = readFileSync(writer.path);
    for (let left = length; left >= 0; left--) {
      truncateSync(writer.path, left);
      const events = read(writer.path);
      expect(events.map(({ step }) => step)).toEqual([0, 0, 1, 2].slice(0, events.length));
    }
  });

  it("is written after a while although nothing is added, and at once when asked", async () => {
    const writer = eventWriter(folder(), { flushEvery: 100 });
    writer.scalar("a", 1, 1);
    expect(read(writer.path).length).toBe(1);
    writer.flush();
    expect(read(writer.path).length).toBe(2);
    writer.scalar("a", 2, 1);
    await setTimeout(300);
    expect(read(writer.path).length).toBe(3);
    writer.close();
    writer.close();
  });

  it("refuses what is no point, and says where it cannot write", () => {
    const writer = eventWriter(folder());
    expect(() => writer.scalar("", 0, 1)).toThrow("needs a tag");
    expect(() => writer.scalar("a", -1, 1)).toThrow("whole step ≥ 0");
    expect(() => writer.text("a", 0.5, "")).toThrow("whole step ≥ 0");
    writer.close();
    expect(() => writer.scalar("a", 1, 1)).toThrow("is closed");
    expect(() => eventWriter(join(writer.path, "below"))).toThrow(PreflmError);
    expect(() => eventWriter(folder(), { flushEvery: -1 })).toThrow('"flushEvery"');
  });
});

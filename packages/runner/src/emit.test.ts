import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { emitTo } from "./emit.ts";
import type { Listener, RunEvent } from "./events.ts";

const event: RunEvent = { type: "done", report: "r", page: "p", seconds: 1 };

describe("emitTo", () => {
  it.each<[string, Listener]>([
    ["throws", () => JSON.parse("{")],
    ["rejects", async () => JSON.parse("{")],
  ])("goes on when a listener %s, and warns once", async (_, failing) => {
    const heard: string[] = [];
    const emit = emitTo(() => {}, [failing, ({ type }) => heard.push(type)]);
    const warning = once(process, "warning");
    emit(event);
    emit(event);
    expect(heard).toEqual(["done", "done"]);
    const [told] = await warning;
    expect(told.message).toMatch(/listener failed at "done"; the run goes on. SyntaxError/);
  });

  it("fails with the log, after every listener has heard the event", () => {
    const heard: string[] = [];
    const full = () => {
      throw new Error("the disk is full");
    };
    const emit = emitTo(full, [({ type }) => heard.push(type)]);
    expect(() => emit(event)).toThrow("the disk is full");
    expect(heard).toEqual(["done"]);
  });
});

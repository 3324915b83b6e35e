import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTasks } from "./run-tasks.ts";
import type { Task, TaskEvent } from "./task.ts";
import type { TestInput } from "./test-support.ts";

const temporaryFolder = () => mkdtemp(join(tmpdir(), "preflm-tasks-"));

let numbers = 0;

function task(name: string, what: TestInput["what"], after: readonly string[] = []): Task {
  const input: TestInput = { what, value: numbers++ };
  const module = new URL("test-support.ts", import.meta.url).href;
  return { name, after, module, export: "testTask", input };
}

const begun = async (folder: string) =>
  (await readFile(join(folder, "log"), "utf8")).trim().split("\n").map(Number);

describe("runTasks", () => {
  it("does each task once, after those it needs, and tells what happens", async () => {
    const folder = await temporaryFolder();
    const tasks = [
      task("first", "value"),
      task("second", "value", ["first"]),
      task("third", "value", ["second"]),
      task("other", "value"),
    ];
    const events: TaskEvent[] = [];
    const onEvent = (event: TaskEvent) => void events.push(event);
    const { results, seconds, failed } = await runTasks(tasks, { folder, workers: 2, onEvent });
    const threads = Math.max(1, Math.floor(availableParallelism() / 2));
    const value = (one: Task) => (one.input as TestInput).value;
    expect(results).toEqual(
      Object.fromEntries(tasks.map((one) => [one.name, { value: value(one), threads }])),
    );
    expect(Object.keys(seconds).sort()).toEqual(["first", "other", "second", "third"]);
    expect(failed).toEqual([]);
    const order = await begun(folder);
    const places = tasks.slice(0, 3).map((one) => order.indexOf(value(one)!));
    expect(places).toEqual([...places].sort());
    expect(events[0].type).toBe("plan");
    expect(events.at(-1)?.type).toBe("end");
    const heard = events.filter((event) => event.type === "event");
    expect(heard.map((event) => event.task.name).sort()).toEqual(Object.keys(seconds).sort());

    const again = await runTasks(tasks, { folder, workers: 2 });
    expect(again.results).toEqual(results);
    expect(await begun(folder)).toEqual(order);
    const changed = [{ ...tasks[0], input: { what: "value", value: -1 } }];
    await expect(runTasks(changed, { folder })).rejects.toThrow(
      /first was done with other settings: input.value was \d+, now it is -1/,
    );
  });

  it("does a task again once its checkpoint has other weights, and only then", async () => {
    const folder = await temporaryFolder();
    const checkpoint = join(folder, "train", "model");
    await mkdir(checkpoint, { recursive: true });
    await writeFile(join(checkpoint, "config.json"), "{}");
    const weigh = (bytes: string) => writeFile(join(checkpoint, "model.safetensors"), bytes);
    await weigh("first");
    const train = task("train", "value");
    const tasks = [
      train,
      { ...task("grade", "value", ["train"]), checkpoint },
      task("other", "value", ["train"]),
    ];
    const [trained, graded, other] = tasks.map(({ input }) => (input as TestInput).value);
    const doAll = () => runTasks(tasks, { folder, workers: 1 });
    const { results } = await doAll();
    expect((await doAll()).results).toEqual(results);
    expect(await begun(folder)).toEqual([trained, graded, other]);

    await weigh("second");
    expect((await doAll()).results).toEqual(results);
    expect(await begun(folder)).toEqual([trained, graded, other, graded]);

    const done = join(folder, "train", "task.json");
    await rm(done);
    await doAll(); // trained again to the same weights
    expect(await begun(folder)).toEqual([trained, graded, other, graded, trained]);

    await rm(checkpoint, { recursive: true });
    await doAll(); // deleted to make room
    expect((await begun(folder)).length).toBe(5);
  });

  it("tells why tasks failed and does all that do not need them", async () => {
    const folder = await temporaryFolder();
    const tasks = [
      task("bad", "throw"),
      task("dead", "die"),
      task("needs-dead", "value", ["dead"]),
      task("needs-that", "value", ["needs-dead"]),
      task("good", "value"),
      task("after-good", "value", ["good"]),
    ];
    const { results, failed } = await runTasks(tasks, { folder, workers: 1 });
    expect(Object.keys(results)).toEqual(["good", "after-good"]);
    const reasons = Object.fromEntries(failed.map(({ name, message }) => [name, message]));
    expect(reasons).toEqual({
      bad: expect.stringMatching(/^no \d+$/),
      dead: expect.stringMatching(/ended by SIGKILL; its last words: last words of \d+/),
      "needs-dead": "it needs dead, which failed",
      "needs-that": "it needs needs-dead, which failed",
    });
  });

  it("lets tasks save when it is stopped, and goes on later", async () => {
    const folder = await temporaryFolder();
    const tasks = [task("quick", "value"), task("slow", "wait"), task("later", "value", ["slow"])];
    const controller = new AbortController();
    const onEvent = (event: TaskEvent) => {
      if (event.type === "event" && event.task.name === "slow") controller.abort();
    };
    const { signal } = controller;
    await expect(runTasks(tasks, { folder, workers: 1, signal, onEvent })).rejects.toMatchObject({
      code: "interrupted",
      message: expect.stringMatching(/^Stopped after 1 of 3 tasks/),
    });
    const quick = await runTasks([tasks[0]], { folder });
    expect(Object.keys(quick.results)).toEqual(["quick"]);
  });

  it("refuses plans that cannot be done", async () => {
    const folder = await temporaryFolder();
    const refused = (tasks: readonly Task[]) => expect(runTasks(tasks, { folder })).rejects;
    await refused([task("a", "value"), task("a", "value")]).toThrow(/"a" is given twice/);
    await refused([task("../a", "value")]).toThrow(/cannot name a task's folder/);
    await refused([task("a", "value", ["b"]), task("b", "value")]).toThrow(/comes after "b"/);
    await expect(runTasks([], { folder, workers: 0 })).rejects.toThrow(/workers/);
    expect(await runTasks([], { folder })).toEqual({ results: {}, seconds: {}, failed: [] });
  });
});

import { reference } from "@preflm/backend-reference";
import type { Backend, Model } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { describe, expect, it } from "vitest";
import { backendFiles, backendSource, folderWith } from "../doctor/test-support.ts";
import { type AutoOptions, auto } from "./auto.ts";
import { named, nano, slow } from "./test-support.ts";

const training = { config: nano, rows: 4, columns: 8 };
const choose = (options: AutoOptions) => auto(options).choose(training);
const reasons = async (choosing: ReturnType<typeof choose>) =>
  Object.fromEntries((await choosing).candidates.map(({ label, reason }) => [label, reason]));

describe("auto", () => {
  it.each([1, 100])("takes the faster of two, whose probe says %f GFLOP/s", async (gigaflops) => {
    const slower = slow("slow", 20, { gigaflops }).backend;
    const { label, backend, candidates } = await choose({ candidates: [slower, reference()] });
    expect([label, backend.name]).toEqual(["reference", "reference"]);
    expect(candidates.map((row) => row.label)).toEqual(["reference", "slow"]);
    const [fast = 0, slowly = Infinity] = candidates.map((row) => row.tokensPerSecond);
    expect(slowly).toBeLessThan(32 / 0.02);
    expect(fast).toBeGreaterThan(slowly);
    expect(candidates[0].secondsPerUpdate).toBeCloseTo(32 / fast, 9);
  });

  it("leaves out what fails, whenever it fails, and says why", async () => {
    const failing = (text: string) => async () => {
      throw new Error(text);
    };
    const never = () => new Promise<never>(() => {});
    const candidates: Backend[] = [
      named("absent", { backend: { probe: failing("no such device") } }),
      named("small", { backend: { load: failing("out of memory") } }),
      named("weak", { model: () => ({ accumulate: failing("context lost") }) }),
      named("odd", { model: () => ({ update: failing("no AdamW") }) }),
      named("wrong", { model: () => ({ accumulate: async () => Number.NaN }) }),
      named("deaf", { backend: { probe: never } }),
      named("stuck", { backend: { load: never } }),
      named("good"),
    ];
    expect(await reasons(choose({ candidates, limit: 0.25 }))).toEqual({
      absent: "no such device",
      small: "out of memory",
      weak: "context lost",
      odd: "no AdamW",
      wrong: "it computes a loss of NaN for a new model",
      deaf: "its probe took longer than 0.25 s",
      stuck: "loading the model took longer than 0.25 s",
      good: undefined,
    });
  });

  it("lives on when a driver ends the process that opens it", async () => {
    const devices = ["crashes", "works"].map((device) => ({ device }));
    const body = `if (options.device === "crashes") process.abort();
      return { device: "cpu", detail: String(process.pid), gigaflops: 1 };`;
    const folder = await folderWith({
      "package.json": { dependencies: { driver: "1" } },
      ...backendFiles("driver", backendSource(body), devices),
    });
    const here = { use: "driver", device: "works", library: {} };
    const { candidates } = await auto(
      { candidates: ["driver", here, named("good")] },
      folder,
    ).choose(training);
    const [good, ...others] = candidates;
    expect(good).toMatchObject({ label: "good", steps: expect.any(Number) });
    const rows = Object.fromEntries(others.map(({ label, ...row }) => [label, row]));
    expect(rows["driver crashes"]).toEqual({
      reason: expect.stringMatching(/^its process ended by SIG/),
    });
    expect(rows["driver works"].reason).toBe("no model");
    expect(rows["driver works"].report?.detail).not.toBe(String(process.pid));
    expect(rows["driver works library"].report?.detail).toBe(String(process.pid));
  });

  it("fails with every reason, a sentence each, if none is left", async () => {
    const fail = (name: string, message: string) =>
      named(name, { backend: { probe: () => Promise.reject(message) } });
    const candidates = [fail("a", "No driver 1.2. Install one."), fail("b", "no card")];
    await expect(choose({ candidates })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/\na: No driver 1\.2\.\nb: no card\n.*preflm doctor/),
    });
  });

  it("gives up a device that is hopelessly slow after a few calls", async () => {
    const { backend, calls } = slow("slow", 300, { gigaflops: 0.5 });
    const { candidates } = await choose({ candidates: [backend, named("fast")] });
    expect(candidates[1]).toMatchObject({ label: "slow", steps: 0 });
    expect(calls()).toBe(2);
  });

  it("does not try a processor whose matrix product says that it cannot win", async () => {
    const { backend, calls } = slow("slow", 1, { gigaflops: 1e-6 });
    const why = await reasons(choose({ candidates: [named("fast"), backend] }));
    expect(why.slow).toMatch(/^not measured/);
    expect(calls()).toBe(0);
  });

  it("trains only weights of its own, and only one model at a time", async () => {
    let alive = 0;
    let most = 0;
    const model = (real: Model): Partial<Model> => {
      most = Math.max(most, ++alive);
      const dispose = () => {
        alive--;
        real.dispose();
      };
      return { dispose };
    };
    const backend = auto({ candidates: ["a", "b", "c"].map((name) => named(name, { model })) });
    const state = initialise(nano, 7);
    const before = structuredClone(state);
    const loaded = await backend.load(nano, state);
    expect([alive, most]).toEqual([1, 1]);
    expect((await loaded.save()).weights).toEqual(before.weights);
    expect(state).toEqual(before);
  });

  it("measures once: models after the first get the same device", async () => {
    const { backend, calls } = slow("only", 1);
    const chooser = auto({ candidates: [backend] });
    const load = () => chooser.load(nano, initialise(nano, 1));
    await load();
    const measured = calls();
    await load();
    expect(measured).toBeGreaterThan(0);
    expect(calls()).toBe(measured);
  });

  it("measures a model with a value head, too", async () => {
    const config = { ...nano, valueHead: "linear" } as const;
    const model = await auto({ candidates: [reference()] }).load(config, initialise(config, 1));
    expect(model.config).toEqual(config);
  });

  it("requires a GPU that is one: no processor, and no software that stands in for a card", async () => {
    const software = named("vulkan", {
      report: { device: "webgpu", detail: "google SwiftShader" },
    });
    const card = slow("card", 5, { device: "webgpu", detail: "a card" }).backend;
    const candidates = [named("processor"), software];
    const options = { candidates: [...candidates, card], require: "gpu" } as const;
    expect((await choose(options)).label).toBe("card");
    const none = auto({ candidates, require: "gpu" });
    const message = /a GPU.*\nprocessor \(cpu; processor\): it is not a GPU\nvulkan .*it is not/;
    await expect(none.probe()).rejects.toThrow(message);
    await expect(none.choose(training)).rejects.toThrow(message);
  });

  it("tells candidates of one name apart", async () => {
    const { candidates } = await choose({ candidates: [named("twin"), named("twin")] });
    expect(candidates.map(({ label }) => label).sort()).toEqual(["twin", "twin 2"]);
  });

  it("opens again what was chosen, and says where that is gone", async () => {
    const chooser = auto({ candidates: [named("one"), named("two")] });
    expect((await chooser.reopen("two")).name).toBe("two");
    await expect(chooser.reopen("three")).rejects.toThrow(/"three".*one, two/);
  });

  it.each<[object, RegExp]>([
    [{ candidate: [] }, /no option "candidate". Did you mean "candidates"\?/],
    [{ candidates: [] }, /"candidates" must be a list of backends, not empty/],
    [{ require: "cpu" }, /"require" must be one of "gpu", got "cpu"/],
    [{ limit: 0 }, /"limit" must be a number above 0/],
  ])("rejects %j", (options, message) => {
    expect(() => auto(options as AutoOptions)).toThrow(message);
  });
});

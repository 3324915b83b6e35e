import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Reproduction } from "@preflm/eval";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./toy.ts";

const cli = fileURLToPath(new URL("../packages/runner/src/cli.ts", import.meta.url));
const name = "korbak2023-pii-smoke";

/** Starts the smoke reproduction with one seed, as a user does. */
function start(output: string, ...given: string[]) {
  const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
  const command = ["reproduce", "korbak2023", "--scale", "smoke", "--seeds", "1"];
  const child = spawn(process.execPath, [...flags, cli, ...command, "--output", output, ...given], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stdout, stderr }));
  return { child, ended };
}

const reportOf = async (output: string): Promise<Reproduction> =>
  JSON.parse(await readFile(join(output, name, "report.json"), "utf8"));

/** What does not depend on the clock. */
const timeless = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (key, inner) =>
      ["seconds", "samplesPerSecond"].includes(key) ? undefined : inner,
    ),
  );

describe("preflm reproduce korbak2023 --scale smoke", () => {
  let output: string;
  let whole: Awaited<ReturnType<typeof start>["ended"]>;
  beforeAll(async () => {
    output = await temporaryFolder();
    whole = await start(output).ended;
  }, 300_000);

  it("runs every experiment and writes the page", async () => {
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stderr).toMatch(/^\d+ tasks: corpus, reference, 6 pretraining, /);
    expect(whole.stdout).toContain(`${name}/report.html`);
    const { experiments, claims, seeds } = await reportOf(output);
    expect(seeds).toEqual([1]);
    const { pretraining, finetuning, redTeam, diversity, downstream, ablations } = experiments;
    const six = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"];
    expect(pretraining?.map(({ objective }) => objective)).toEqual(six);
    expect(new Set(finetuning?.map(({ start }) => start))).toEqual(new Set([0.5, 0.9]));
    expect(finetuning?.map(({ objective }) => objective)).toContain("mle-then-conditional");
    for (const models of [redTeam, diversity])
      expect(models?.map(({ objective }) => objective)).toEqual(six);
    for (const task of [downstream?.classification?.[0], downstream?.choices?.[0]])
      expect(task?.graded.map(({ objective }) => objective)).toEqual(six);
    expect(downstream?.classification?.[0].untrained).toHaveLength(1);
    const options = ["threshold", "unmarkedShare", "alpha", "beta"];
    expect(ablations?.map(({ option }) => option)).toEqual(options);
    const [mle] = pretraining?.[0].seeds ?? [];
    expect(mle.points).toHaveLength(3);
    expect(mle.divergence?.nats.mean).toBeGreaterThan(0);
    const [marked] = pretraining?.[2].seeds ?? [];
    const scenarios = ["unconditional", "calibrated", "misaligned", "unmarked", "prompted"];
    expect(marked.scenarios?.map((scenario) => scenario.name)).toEqual([
      ...scenarios,
      ...["steered", "best-of-4"],
    ]);
    expect(claims?.filter(({ verdict }) => verdict === undefined)).toEqual([]);
    const page = await readFile(join(output, name, "report.html"), "utf8");
    expect(page).toContain("</html>");
    expect(page.length).toBeLessThan(3e6);
  });

  it("does nothing a second time", async () => {
    const file = join(output, name, "pretraining-mle-seed1", "report.json");
    const before = await stat(file);
    const again = await start(output).ended;
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing left to do") });
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  }, 60_000);

  it("shows what earlier starts finished, whatever this one was asked for", async () => {
    const before = await reportOf(output);
    expect(await start(output, "--only", "red-team").ended).toMatchObject({ code: 0 });
    expect((await reportOf(output)).experiments).toEqual(before.experiments);
  }, 60_000);

  it("goes on to the same numbers after kills at any moment", async () => {
    const killed = await temporaryFolder();
    for (const milliseconds of [2500, 4000, 6000]) {
      const { child, ended } = start(killed, "--only", "pretraining");
      await setTimeout(milliseconds);
      child.kill("SIGKILL");
      await ended;
    }
    const { child, ended } = start(killed, "--only", "pretraining");
    child.stderr.once("data", () => setTimeout(2500).then(() => child.kill("SIGINT")));
    const stopped = await ended;
    if (stopped.code !== 0) {
      expect(stopped).toMatchObject({ code: 130, stderr: expect.stringMatching(/Stopped after/) });
    }
    expect(await start(killed, "--only", "pretraining").ended).toMatchObject({ code: 0 });
    const [expected, found] = await Promise.all([output, killed].map(reportOf));
    expect(Object.keys(found.experiments)).toEqual(["pretraining", "diversity"]);
    expect(timeless(found.experiments.pretraining)).toEqual(
      timeless(expected.experiments.pretraining),
    );
    const left = await readdir(join(killed, name, ".cache"));
    expect(left.filter((file) => file.endsWith(".lock"))).toEqual([]);
  }, 240_000);

  it("says what the paper's scale takes, and refuses what it does not know", async () => {
    const refused = await start(output, "--task", "pi").ended;
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/Did you mean "pii"/) });
    const paper = await start(output, "--scale", "paper").ended;
    expect(paper).toMatchObject({ code: 0, stdout: expect.stringContaining("examples/paper") });
  }, 60_000);
});

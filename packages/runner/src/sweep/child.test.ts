import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createChild } from "./child.ts";
import type { TestInput } from "./test-support.ts";

const module = new URL("test-support.ts", import.meta.url).href;
const folder = () => mkdtemp(join(tmpdir(), "preflm-child-"));

async function begin(what: TestInput["what"]) {
  const child = createChild(1);
  const directory = join(await folder(), "task");
  const task = { name: "busy", module, export: "testTask", input: { what, value: 1 } };
  let begun = () => {};
  const heard = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const done = child.run(task, directory, () => begun());
  done.catch(() => {}); // whoever waits for it hears of it
  await heard;
  return { child, done };
}

describe("a child process that is busy", { timeout: 30_000 }, () => {
  it("rejects its task once it is closed", async () => {
    const { child, done } = await begin("block");
    child.close();
    await expect(done).rejects.toThrow(/process of busy ended/);
  });

  it("rejects its task once it is killed", async () => {
    const { child, done } = await begin("block");
    child.kill();
    await expect(done).rejects.toThrow(/ended by SIGKILL/);
  });

  it("does not leave its parent with an await that nothing settles", async () => {
    const source = `
      import { createChild } from ${JSON.stringify(new URL("child.ts", import.meta.url).href)};
      const child = createChild(1);
      const input = { what: "wait" };
      const task = { name: "busy", module: ${JSON.stringify(module)}, export: "testTask", input };
      const close = () => child.close();
      const done = child.run(task, ${JSON.stringify(join(await folder(), "task"))}, close);
      console.log(await done.catch((error) => error.message));`;
    const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
    const given = [...flags, "--input-type=module", "--eval", source];
    const { stdout } = await promisify(execFile)(process.execPath, given);
    expect(stdout).toMatch(/^The process of busy ended/);
  });
});

import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { gpujs } from "./index.ts";

testBackend(gpujs({ mode: "cpu" }), {
  oracle: reference(),
  unavailable: [gpujs({ mode: "webgl" }), gpujs({ mode: "webgl2" })],
});

describe("gpujs", () => {
  it("names unknown options and modes, and wants a mode", () => {
    const wrong: Record<string, unknown>[] = [{ mode: "cpu", mod: 1 }, { mode: "gpu" }, {}];
    // @ts-expect-error: what a JSON config may hold
    for (const options of wrong) expect(() => gpujs(options)).toThrow(/gpujs.*mode/);
  });

  it("says what a missing mode needs, and never falls back", async () => {
    for (const mode of ["webgl", "webgl2"] as const) {
      await expect(gpujs({ mode }).probe()).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(new RegExp(`"${mode}" is not available.*headlessgl`)),
      });
    }
    await expect(gpujs({ mode: "webgpu" }).probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("npm install webgpu"),
    });
  });

  it("says how to install gpu.js where it is missing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "preflm-"));
    const hooks = join(folder, "hooks.mjs");
    await writeFile(
      hooks,
      `export async function resolve(specifier, context, next) {
         if (specifier === "gpu.js") throw new Error("Cannot find package 'gpu.js'");
         return next(specifier, context);
       }`,
    );
    const script = `
      import { register } from "node:module";
      register(${JSON.stringify(pathToFileURL(hooks).href)});
      const { gpujs } = await import(${JSON.stringify(new URL("index.ts", import.meta.url).href)});
      await gpujs({ mode: "cpu" }).probe().catch((error) => console.log(error.code, error.message));`;
    const file = join(folder, "script.mjs");
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--conditions=preflm:source",
      "--import",
      import.meta.resolve("tsx"),
      file,
    ]);
    expect(stdout).toMatch(/^unavailable .*npm install gpu\.js/);
  });
});

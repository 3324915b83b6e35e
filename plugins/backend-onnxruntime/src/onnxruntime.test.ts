import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { onnxruntime } from "./index.ts";

/** Never on this machine. */
const missing = platform() === "win32" ? "coreml" : "directml";

testBackend(onnxruntime({ threads: 2 }), {
  oracle: reference(),
  unavailable: [onnxruntime({ device: missing })],
});

describe("onnxruntime", () => {
  it("names unknown options and devices", () => {
    const wrong: Record<string, unknown>[] = [{ devise: "cpu" }, { device: "gpu" }, { threads: 0 }];
    for (const options of wrong)
      expect(() => onnxruntime(options)).toThrow(/onnxruntime.*(devise|device|threads)/);
  });

  it("says what a missing device needs, and never falls back", async () => {
    const backend = onnxruntime({ device: missing });
    await expect(backend.probe()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(new RegExp(`"${missing}".*needs.*(Windows|macOS)`)),
    });
  });

  it("refuses what is for browsers", async () => {
    await expect(onnxruntime({ wasmPaths: "/ort/" }).probe()).rejects.toMatchObject({
      code: "invalid-option",
      message: expect.stringMatching(/wasmPaths.*browsers/),
    });
  });

  it("says how to install onnxruntime-node where it is missing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "preflm-"));
    const hooks = join(folder, "hooks.mjs");
    await writeFile(
      hooks,
      `export async function resolve(specifier, context, next) {
         if (specifier === "onnxruntime-node") throw new Error("Cannot find package 'onnxruntime-node'");
         return next(specifier, context);
       }`,
    );
    const script = `
      import { register } from "node:module";
      register(${JSON.stringify(pathToFileURL(hooks).href)});
      const { onnxruntime } = await import(${JSON.stringify(new URL("index.ts", import.meta.url).href)});
      await onnxruntime().probe().catch((error) => console.log(error.code, error.message));`;
    const file = join(folder, "script.mjs");
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--conditions=preflm:source",
      "--import",
      import.meta.resolve("tsx"),
      file,
    ]);
    expect(stdout).toMatch(/^unavailable .*npm install onnxruntime-node/);
  });
});

import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reference } from "@preflm/backend-reference";
import { expectToTrain, testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { onnxruntime } from "./index.ts";

/** The software Vulkan driver that Debian's chromium package brings; a real driver is used where one is named. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

const installed = existsSync(SWIFTSHADER) || process.env.VK_ICD_FILENAMES !== undefined;
if (installed) {
  process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
  process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), "preflm-"));
}
const MISSING = "needs a Vulkan driver: `apt install chromium libvulkan1` brings SwiftShader";
const SLOW = "takes three minutes on SwiftShader: CI runs it, or set PREFLM_WEBGPU=1";
const wanted = Boolean(process.env.CI || process.env.PREFLM_WEBGPU);

const backend = onnxruntime({ device: "webgpu" });

describe("the webgpu device", () => {
  it("trains as the reference does", { timeout: 120_000 }, async (ctx) => {
    if (!installed) ctx.skip(MISSING);
    expect(await backend.probe()).toMatchObject({ device: "webgpu" });
    await expectToTrain(backend, { oracle: reference() });
  });
});

testBackend(backend, {
  oracle: reference(),
  exact: false,
  ...(!installed ? { skip: MISSING } : wanted ? {} : { skip: SLOW }),
});

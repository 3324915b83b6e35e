import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reference } from "@preflm/backend-reference";
import { expectToTrain, testBackend } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { onnxruntime } from "./index.ts";

/** The software Vulkan driver that Debian's chromium package brings; a real driver is used where one is named. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

const MISSING = "needs a Vulkan driver: `apt install chromium libvulkan1` brings SwiftShader";
/** The same graphs in Chromium take a fifth of the time, and CI runs them there: webgpu.browser.test.ts. */
const SLOW =
  "takes four minutes on SwiftShader: set PREFLM_WEBGPU=1 or, for a graphics card, VK_ICD_FILENAMES";
const wanted = Boolean(process.env.PREFLM_WEBGPU) || process.env.VK_ICD_FILENAMES !== undefined;

const installed = existsSync(SWIFTSHADER) || process.env.VK_ICD_FILENAMES !== undefined;
if (installed) {
  process.env.VK_ICD_FILENAMES ??= SWIFTSHADER;
  process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), "preflm-"));
}

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

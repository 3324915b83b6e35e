import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { adapterKnown, graphicsCards } from "./graphics-card.ts";

const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** A root folder with these files. */
async function rootWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "preflm-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

const machine = () =>
  rootWith({
    "dev/dri/card0": "",
    "dev/dri/renderD128": "",
    "dev/nvidia0": "",
    "dev/nvidiactl": "",
    "sys/class/drm/renderD128/device/uevent": "MAJOR=226\nDRIVER=amdgpu\nPCI_ID=1002:73BF\n",
  });

describe("graphics cards", () => {
  it("are what programs may compute on: neither a screen's nor a driver's own nodes", async () => {
    expect(graphicsCards(await machine())).toEqual(["/dev/dri/renderD128", "/dev/nvidia0"]);
    expect(graphicsCards(await rootWith({ "dev/dri/card0": "" }))).toEqual([]);
    expect(graphicsCards(await rootWith({}))).toEqual([]);
  });
});

describe.runIf(process.platform === "linux")("what is known of the adapter", () => {
  it("is its card and driver", async () => {
    expect(adapterKnown(await machine(), {})).toBe(
      "adapter of /dev/dri/renderD128 (amdgpu) or /dev/nvidia0",
    );
  });

  it("is that it is software where there is no card, or such a driver is chosen", async () => {
    expect(adapterKnown(await rootWith({}), {})).toMatch(/^software: no graphics card/);
    const chosen = adapterKnown(await machine(), { VK_ICD_FILENAMES: SWIFTSHADER });
    expect(chosen).toBe(`software, Vulkan driver ${SWIFTSHADER}`);
  });
});

import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { candidateDevices } from "./candidates.ts";
import { installedDevices } from "./devices.ts";
import { isGpu } from "./gpu-devices.ts";

/** A project with these backends, by the devices that their package.json lists. */
async function project(backends: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "preflm-devices-"));
  const dependencies: Record<string, string> = {};
  for (const [name, devices] of Object.entries(backends)) {
    const from = `preflm-backend-${name}`;
    dependencies[from] = "1";
    const folder = join(root, "node_modules", from);
    const preflm = { kind: "backend", name, entry: "make", ...(devices ? { devices } : {}) };
    const manifest = {
      name: from,
      version: "1.2.3",
      type: "module",
      exports: "./index.js",
      preflm,
    };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    const factory = "export const make = (options) => ({ specificationVersion: 'v1', options });";
    await writeFile(join(folder, "index.js"), factory);
  }
  await writeFile(join(root, "package.json"), JSON.stringify({ dependencies }));
  return root;
}

const three = () =>
  project({
    fast: [{ device: "card" }, { device: "cpu", lanes: 4 }],
    plain: undefined,
    oracle: [],
  });

describe("installedDevices", () => {
  it("has what each backend lists, one for a backend that lists none, none for an empty list", async () => {
    const devices = installedDevices(await three());
    expect(devices.map(({ label }) => label)).toEqual(["fast card", "fast cpu 4", "plain"]);
    const { open: _, request, ...first } = devices[0];
    expect(request.backend).toEqual({ use: "fast", device: "card" });
    expect(first).toEqual({
      backend: "fast",
      package: "preflm-backend-fast",
      version: "1.2.3",
      options: { device: "card" },
      label: "fast card",
    });
    expect(await devices[1].open()).toMatchObject({ options: { device: "cpu", lanes: 4 } });
  });

  it("leaves out what this operating system never has, which can still be named", async () => {
    const other = process.platform === "win32" ? "coreml" : "directml";
    const root = await project({ fast: [{ device: other }, { device: "cpu" }] });
    const labels = (candidates?: string[]) =>
      candidateDevices(candidates, root).map(({ label }) => label);
    expect(labels()).toEqual(["fast cpu"]);
    expect(labels(["fast"])).toEqual(["fast cpu"]);
    expect(labels([`fast ${other}`])).toEqual([`fast ${other}`]);
  });

  it("names a package whose list is none", async () => {
    const root = await project({ bad: "cpu" });
    expect(() => installedDevices(root)).toThrow(/preflm-backend-bad\/package.json has a "preflm"/);
  });
});

describe("candidateDevices", () => {
  it.each([
    [undefined, ["fast card", "fast cpu 4", "plain"]],
    [["fast"], ["fast card", "fast cpu 4"]],
    [
      ["fast card", "fast"],
      ["fast card", "fast cpu 4"],
    ],
    [["oracle"], ["oracle"]],
    [
      [{ use: "plain", lanes: 2 }, "plain"],
      ["plain 2", "plain"],
    ],
  ])("takes %j for %j", async (candidates, labels) => {
    const devices = candidateDevices(candidates, await three());
    expect(devices.map(({ label }) => label)).toEqual(labels);
  });

  it("names what is there for a name that is not", async () => {
    const root = await three();
    expect(() => candidateDevices(["fsat"], root)).toThrow(/"fsat". Did you mean "fast"\?.*oracle/);
    expect(() => candidateDevices([{ use: "slow" }], root)).toThrow(/no backend or device "slow"/);
    expect(() => candidateDevices([{} as never], root)).toThrow(/must be a backend or the name/);
  });

  it("says what to install where nothing is", async () => {
    const empty = await project({});
    expect(() => candidateDevices(undefined, empty)).toThrow(/npm install @preflm\/backend-onnx/);
  });
});

describe("isGpu", () => {
  it.each<[string, string, boolean]>([
    ["cuda", "NVIDIA H100", true],
    ["webgpu", "Dawn, NVIDIA GeForce RTX 4070", true],
    ["webgpu", "google SwiftShader Device (LLVM 16)", false],
    ["headlessgl", "llvmpipe (LLVM 15.0.6, 256 bits)", false],
    ["webgl2", "ANGLE (Google, Vulkan 1.3 (SwiftShader Device))", false],
    ["directml", "Microsoft Basic Render Driver", false],
    ["webgpu", "onnxruntime-node, WebGPU (software: no graphics card in /dev)", false],
    ["webgpu", "onnxruntime-node, WebGPU (adapter of /dev/dri/renderD128 (amdgpu))", true],
    ["webgpu", "onnxruntime-node, WebGPU (adapter not told)", true],
    ["headlessgl", "gpu.js, GDI Generic", false],
    ["headlessgl", "gpu.js, Mesa DRI swrast", false],
    ["node-gpu", "TensorFlow 2.9.1 on a GPU", true],
    ["cpu", "NVIDIA Grace", false],
    ["wasm", "4 threads", false],
  ])("%s, %s: %s", (device, detail, expected) => {
    expect(isGpu({ device, detail, gigaflops: 1 })).toBe(expected);
  });
});

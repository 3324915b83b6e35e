import { describe, expect, it } from "vitest";
import { cudaCheck, displayCheck, nvidiaChecks, vulkanCheck } from "./driver-checks.ts";
import { hasNvidiaCard } from "./drivers.ts";
import { folderWith } from "./test-support.ts";

const LIBRARIES = `1043 libs found in cache \`/etc/ld.so.cache'
\tlibvulkan.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libvulkan.so.1
\tlibicudata.so.72 (libc6,x86-64) => /lib/x86_64-linux-gnu/libicudata.so.72
`;
const CUDA = `\tlibcudnn.so.9 (libc6,x86-64) => /usr/lib/libcudnn.so.9
\tlibcudnn_graph.so.9 (libc6,x86-64) => /usr/lib/libcudnn_graph.so.9
\tlibcudart.so.12 (libc6,x86-64) => /usr/local/cuda/lib64/libcudart.so.12
\tlibcudart.so.12 (libc6,x86-64) => /usr/local/cuda-12.4/lib64/libcudart.so.12
\tlibcudart.so (libc6,x86-64) => /usr/local/cuda/lib64/libcudart.so
`;

describe("the check of NVIDIA's driver", () => {
  it("names each card that nvidia-smi lists", () => {
    const two = "NVIDIA H100 80GB HBM3, 550.54.15, 81559 MiB\nNVIDIA L4, 550.54.15, 23034 MiB\n";
    const checks = nvidiaChecks(two, true);
    expect(checks.map(({ state }) => state)).toEqual(["works", "works"]);
    expect(checks[0].detail).toBe("NVIDIA H100 80GB HBM3, 81559 MiB, driver 550.54.15");
  });
  it("warns of a card whose driver does not answer, and of nothing where there is no card", () => {
    const broken = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    expect(nvidiaChecks(broken, true)[0]).toMatchObject({ state: "warning" });
    expect(nvidiaChecks(undefined, true)[0].mend).toBe("sudo apt install nvidia-driver");
    expect(nvidiaChecks(undefined, false)[0].state).toBe("absent");
  });
  it("finds a card among the devices of the bus, not NVIDIA's sound", async () => {
    const device = (vendor: string, kind: string) => ({
      vendor: `${vendor}\n`,
      class: `${kind}\n`,
    });
    const bus = async (name: string, { vendor, class: kind }: ReturnType<typeof device>) =>
      hasNvidiaCard(await folderWith({ [`${name}/vendor`]: vendor, [`${name}/class`]: kind }));
    expect(await bus("0000:01:00.0", device("0x10de", "0x030200"))).toBe(true);
    expect(await bus("0000:01:00.1", device("0x10de", "0x040300"))).toBe(false);
    expect(await bus("0000:00:02.0", device("0x8086", "0x030000"))).toBe(false);
    expect(hasNvidiaCard("/no/such/bus")).toBe(false);
  });
});

describe("the check of other drivers", () => {
  it("lists CUDA's libraries by their versions, once each", () => {
    expect(cudaCheck(LIBRARIES + CUDA).detail).toBe("libcudart.so.12, libcudnn.so.9");
    expect(cudaCheck(LIBRARIES).state).toBe("absent");
  });
  it("wants Vulkan's loader and a driver", () => {
    const icds = ["lvp_icd.x86_64.json", "nvidia_icd.json"];
    expect(vulkanCheck(LIBRARIES, icds)).toMatchObject({
      state: "works",
      detail: "loader and drivers: lvp, nvidia",
    });
    expect(vulkanCheck(LIBRARIES, []).mend).toMatch(/^sudo apt install .*mesa-vulkan-drivers/);
    expect(vulkanCheck("", icds).detail).toMatch(/no loader/);
  });
  it("wants a display or a program that makes one", () => {
    expect(displayCheck(":0", false).detail).toBe("DISPLAY=:0");
    expect(displayCheck(undefined, true).state).toBe("works");
    expect(displayCheck("", false)).toMatchObject({
      state: "absent",
      mend: "sudo apt install xvfb",
    });
  });
});

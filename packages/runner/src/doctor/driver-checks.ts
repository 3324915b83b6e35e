import type { Check } from "./check.ts";

/** What `nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader` says, a card a line. */
export function nvidiaChecks(output: string | undefined, hasCard: boolean): Check[] {
  const check = { section: "Drivers", name: "NVIDIA" };
  const cards = (output ?? "").split("\n").filter((line) => line.split(",").length === 3);
  if (cards.length > 0) {
    return cards.map((line): Check => {
      const [card, driver, memory] = line.split(",").map((part) => part.trim());
      const detail = `${card}, ${memory}, driver ${driver}`;
      return { ...check, state: "works", detail, values: { card, driver, memory } };
    });
  }
  if (!hasCard) return [{ ...check, state: "absent", detail: "no card" }];
  const detail = "there is a card, but its driver does not answer";
  return [{ ...check, state: "warning", detail, mend: "sudo apt install nvidia-driver" }];
}

/** CUDA's libraries among those that the linker knows (the output of `ldconfig -p`). */
export function cudaCheck(libraries: string): Check {
  const found = ["libcudart", "libcublas", "libcudnn"].flatMap((name) =>
    [...libraries.matchAll(new RegExp(`^\\s*(${name}\\.so\\.\\d+) `, "gm"))].map(
      ([, file]) => file,
    ),
  );
  const check = { section: "Drivers", name: "CUDA" };
  const unique = [...new Set(found)];
  if (unique.length > 0) return { ...check, state: "works", detail: unique.join(", ") };
  return {
    ...check,
    state: "absent",
    detail:
      "no library is installed; onnxruntime's needs CUDA 12 and cuDNN 9, tfjs-node-gpu's CUDA 11.2 and cuDNN 8.1",
  };
}

/**
 * Vulkan, which WebGPU runs on in Linux: its loader and the files that name drivers.
 *
 * @param libraries the output of `ldconfig -p`
 * @param drivers names of files such as `lvp_icd.x86_64.json`
 */
export function vulkanCheck(libraries: string, drivers: readonly string[]): Check {
  const check = { section: "Drivers", name: "Vulkan" };
  const loader = libraries.includes("libvulkan.so.1");
  const names = drivers.map((file) => file.replace(/(_icd)?(\.\w+)?\.json$/, ""));
  const mend = "sudo apt install libvulkan1 mesa-vulkan-drivers";
  if (!loader)
    return {
      ...check,
      state: "absent",
      detail: "no loader (libvulkan.so.1), which WebGPU needs",
      mend,
    };
  if (names.length === 0)
    return { ...check, state: "absent", detail: "no driver, which WebGPU needs", mend };
  return { ...check, state: "works", detail: `loader and drivers: ${names.join(", ")}` };
}

/** Whether headless GL has a display to open. */
export function displayCheck(display: string | undefined, hasXvfb: boolean): Check {
  const check = { section: "Drivers", name: "display" };
  if (display) return { ...check, state: "works", detail: `DISPLAY=${display}` };
  if (hasXvfb)
    return {
      ...check,
      state: "works",
      detail: "none, but xvfb-run -a <command> makes one for headless GL",
    };
  const detail = "none, which headless GL needs";
  return { ...check, state: "absent", detail, mend: "sudo apt install xvfb" };
}

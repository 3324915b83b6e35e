import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { Check } from "./check.ts";

/** The oldest Node that preflm runs on. */
const OLDEST = [20, 19];

/** The command that gives a newer Node, by `process.platform`. */
const UPGRADES: Readonly<Record<string, string>> = {
  darwin: "brew install node",
  win32: "winget install OpenJS.NodeJS.LTS",
};

/** Whether a version of Node, such as `"20.19.0"`, will do. */
export function nodeCheck(version: string, platform: string): Check {
  const [major, minor] = version.split(".").map(Number);
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  const check = { section: "Machine", name: "Node", values: { version } };
  if (isNew) return { ...check, state: "works", detail: `${version}, ${platform} ${process.arch}` };
  return {
    ...check,
    state: "fails",
    detail: `${version} is older than ${OLDEST.join(".")}, which preflm needs`,
    mend: UPGRADES[platform] ?? "nvm install 24",
  };
}

/** What the machine has to compute with. */
export function processorChecks(): Check[] {
  const threads = availableParallelism();
  const model = cpus()[0]?.model.trim() || process.arch;
  const [free, total] = [availableMemory(), totalmem()];
  return [
    {
      section: "Machine",
      name: "processor",
      state: "works",
      detail: `${threads} thread${threads === 1 ? "" : "s"}, ${model}`,
      values: { threads, model },
    },
    {
      section: "Machine",
      name: "memory",
      state: "works",
      detail: `${bytesText(free)} free of ${bytesText(total)}`,
      values: { freeBytes: free, totalBytes: total },
    },
  ];
}

/** Bytes that this process may still take, what a container allows considered where Node knows it (20.13 and later). */
export function availableMemory(): number {
  return process.availableMemory?.() ?? freemem();
}

/** Bytes for people: 40 MB, 0.35 GB, 2.8 GB, 61 GB. */
export function bytesText(bytes: number): string {
  if (bytes < 1e8) return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
  const value = bytes / 1e9;
  return `${value < 1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : value.toFixed(0)} GB`;
}

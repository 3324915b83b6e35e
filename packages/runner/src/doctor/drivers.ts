import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Check } from "./check.ts";
import { cudaCheck, displayCheck, nvidiaChecks, vulkanCheck } from "./driver-checks.ts";

/** The graphics drivers of this machine. Windows and macOS bring theirs along: the devices tell. */
export async function driverChecks(): Promise<Check[]> {
  const query = ["--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"];
  const cards = await outputOf("nvidia-smi", query);
  if (process.platform === "darwin") return [];
  if (process.platform !== "linux") return nvidiaChecks(cards, false);
  const libraries =
    (await outputOf("/sbin/ldconfig", ["-p"])) ?? (await outputOf("ldconfig", ["-p"])) ?? "";
  const { DISPLAY, PATH = "" } = process.env;
  const hasXvfb = PATH.split(delimiter).some((folder) => existsSync(join(folder, "xvfb-run")));
  return [
    ...nvidiaChecks(cards, hasNvidiaCard("/sys/bus/pci/devices")),
    ...(cards === undefined ? [] : [cudaCheck(libraries)]),
    vulkanCheck(libraries, vulkanDrivers(process.env)),
    displayCheck(DISPLAY, hasXvfb),
  ];
}

/** Whether a folder such as `/sys/bus/pci/devices` has a display controller (class 03) of NVIDIA's (vendor 10de). */
export function hasNvidiaCard(devices: string): boolean {
  const says = (device: string, what: string) => {
    try {
      return readFileSync(join(devices, device, what), "utf8").trim();
    } catch {
      return "";
    }
  };
  return filesIn(devices).some(
    (device) => says(device, "vendor") === "0x10de" && says(device, "class").startsWith("0x03"),
  );
}

function vulkanDrivers(environment: Readonly<Record<string, string | undefined>>): string[] {
  const named = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES;
  if (named) return named.split(delimiter).map((path) => path.split("/").at(-1) ?? path);
  return ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"]
    .flatMap(filesIn)
    .filter((file) => file.endsWith(".json"));
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** What a program prints; undefined where it is not there, fails, or takes too long. */
async function outputOf(program: string, given: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)(program, [...given], { timeout: 10_000 })).stdout;
  } catch {
    return undefined;
  }
}

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const environment = join(import.meta.dirname, ".venv");

/** Runs a script of this folder in the virtual environment, which is made on first use. */
export function runPython(script: string, ...args: readonly string[]): void {
  const python = join(environment, "bin", "python");
  if (!existsSync(python)) makeEnvironment();
  execFileSync(python, [join(import.meta.dirname, script), ...args], { stdio: "inherit" });
}

/** PyTorch comes from the system's Python, since PyPI's wheel brings gigabytes of CUDA along. */
function makeEnvironment(): void {
  const base = process.env.PYTHON ?? "/usr/bin/python3";
  try {
    execFileSync(base, ["-c", "import torch"], { stdio: "pipe" });
  } catch {
    throw new Error(
      `${base} cannot import torch. Install it (on Debian: apt-get install python3-torch python3-venv), ` +
        "or name a Python that has it: PYTHON=/path/to/python3.",
    );
  }
  execFileSync(base, ["-m", "venv", "--system-site-packages", environment], { stdio: "inherit" });
  const requirements = join(import.meta.dirname, "requirements.txt");
  const pip = join(environment, "bin", "pip");
  execFileSync(pip, ["install", "--quiet", "--requirement", requirements], { stdio: "inherit" });
}

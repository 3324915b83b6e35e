import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The Python of a virtual environment below `folder` with this version of pycodestyle from PyPI, or the newest. */
export function environmentWith(version: string, python: string, folder: string): string {
  const place = join(folder, version);
  const own = join(place, "bin", "python");
  if (!existsSync(own)) execFileSync(python, ["-m", "venv", place], { stdio: "inherit" });
  const wanted = version === "latest" ? "pycodestyle" : `pycodestyle==${version}`;
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--upgrade",
    wanted,
  ];
  execFileSync(own, pip, { stdio: "inherit" });
  return own;
}

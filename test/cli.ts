import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "./toy.ts";

const cli = fileURLToPath(new URL("../packages/runner/src/cli.ts", import.meta.url));

/** A command in a folder: exit code, what it prints, what it tells on stderr. */
export async function preflm(folder: string, ...given: string[]) {
  const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx")];
  return promisify(execFile)(process.execPath, [...flags, cli, ...given], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, stdout, stderr }),
  );
}

/** A folder with a file, and the PII scorer installed. */
export async function projectWith(file: string, content: string): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, file), content);
  const modules = join(folder, "node_modules", "@preflm");
  await mkdir(modules, { recursive: true });
  const pii = fileURLToPath(new URL("..", import.meta.resolve("@preflm/scorer-pii")));
  await symlink(pii, join(modules, "scorer-pii"));
  const manifest = { dependencies: { "@preflm/scorer-pii": "1" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

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
  await installed(folder, ["scorer-pii"]);
  return folder;
}

/** Makes plugins of ours the dependencies of a folder, by the names of their folders such as `scorer-pii`. */
export async function installed(folder: string, plugins: readonly string[]): Promise<void> {
  const modules = join(folder, "node_modules", "@preflm");
  await mkdir(modules, { recursive: true });
  for (const name of plugins) {
    const source = fileURLToPath(new URL("..", import.meta.resolve(`@preflm/${name}`)));
    await symlink(source, join(modules, name));
  }
  const dependencies = Object.fromEntries(plugins.map((name) => [`@preflm/${name}`, "1"]));
  await writeFile(join(folder, "package.json"), JSON.stringify({ dependencies }));
}

import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder with these files; what is not text is written as JSON. */
export async function folderWith(files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "preflm-doctor-"));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return root;
}

/** The files of an installed backend whose module is this source, with a device for each of the options. */
export function backendFiles(name: string, source: string, devices: readonly object[] = [{}]) {
  const preflm = { kind: "backend", name, entry: "make", devices };
  const manifest = { name, version: "1.2.3", type: "module", exports: "./index.js", preflm };
  return {
    [`node_modules/${name}/package.json`]: manifest,
    [`node_modules/${name}/index.js`]: source,
  };
}

/** The source of a backend whose `probe` has this body; `options` are those of its factory. */
export const backendSource = (body: string) => `
  export const make = (options) => ({
    specificationVersion: "v1",
    name: "test",
    load: async () => { throw new Error("no model"); },
    async probe() { ${body} },
  });`;

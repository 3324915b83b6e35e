import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { snippetOf } from "./architecture/readmes.ts";
import { readWorkspace, root } from "./architecture/workspace.ts";

// Inside this package, so that a snippet's imports resolve to the workspace; ignored by git.
const folder = join(root, "test", ".cache", "snippets");
const plugins = readWorkspace().packages.filter((item) => item.folder.startsWith("plugins/"));

describe("the README snippet of", () => {
  it.each(plugins.map((item) => [item.manifest.name, item.readme ?? ""]))(
    "%s runs as written",
    async (name, readme) => {
      const snippet = snippetOf(readme);
      if (snippet === undefined) throw new Error(`the README of ${name} has no snippet to run`);
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${name.replace("@preflm/", "")}.ts`);
      writeFileSync(file, snippet);
      const options = ["--conditions=preflm:source", "--import", "tsx", file];
      await promisify(execFile)(process.execPath, options, { cwd: join(root, "test") });
    },
  );
});

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { textFolder } from "preflm";
import type { LabelledCorpus } from "./labelled.ts";

/** Characters of all the files together, for progress. */
const SIZE = 2_700_000;

/** The packages that bring gyp, and what their version is called. */
const VERSIONS = { "npm-6": "old", "npm-10": "new" } as const;

/**
 * Real Python that npm itself brings: gyp, the build tool inside node-gyp (BSD licence), in two versions. In the
 * older its authors indented by two spaces; by the newer they had a formatter rewrite it. 104 files, the same on
 * every machine, with and without Python; each is labelled `old` or `new`.
 */
export function python(): LabelledCorpus {
  return {
    name: "gyp",
    size: SIZE,
    async *documents(onProblem) {
      for (const [name, label] of Object.entries(VERSIONS)) {
        const npm = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
        const gyp = textFolder(join(npm, "node_modules/node-gyp/gyp"), { extensions: [".py"] });
        for await (const { id, text } of gyp.documents(onProblem)) {
          yield { id: `${name}/${id}`, text, label };
        }
      }
    },
  };
}

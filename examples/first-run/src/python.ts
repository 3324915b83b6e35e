import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Corpus, textFolder } from "preflm";

/** Characters of all the files together, for progress. */
const SIZE = 2_700_000;

/**
 * Real Python that npm itself brings: gyp, the build tool inside node-gyp (BSD licence), in two versions. In the
 * older its authors indented by two spaces; by the newer they had a formatter rewrite it. 104 files, the same on
 * every machine, with and without Python.
 */
export function python(): Corpus {
  return {
    name: "gyp",
    size: SIZE,
    async *documents(onProblem) {
      for (const name of ["npm-6", "npm-10"]) {
        const npm = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
        const gyp = textFolder(join(npm, "node_modules/node-gyp/gyp"), { extensions: [".py"] });
        for await (const { id, text } of gyp.documents(onProblem)) {
          yield { id: `${name}/${id}`, text };
        }
      }
    },
  };
}

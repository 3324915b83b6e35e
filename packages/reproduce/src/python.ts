import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { textFolder } from "preflm";
import type { LabelledCorpus } from "./labelled.ts";

/** Characters of all the texts together, for progress. */
const SIZE = 1_800_000;
const SHORTEST = 80;

/** The packages that bring gyp, and what their version is called. */
const VERSIONS = { "npm-6": "old", "npm-10": "new" } as const;

/**
 * Real Python that npm itself brings: gyp, the build tool inside node-gyp (BSD licence), in two versions. In the
 * older its authors indented by two spaces; by the newer they had a formatter rewrite it. Of its 104 files the code,
 * without comments and docstrings, cut at every definition of the top level: 1,160 texts, the same on every machine,
 * with and without Python, each labelled `old` or `new`.
 *
 * A sample begins where a text does, and whole files begin with a licence. A docstring that a small model does not end
 * hides from the checker what it writes next, whatever its style.
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
          for (const [i, definition] of definitions(codeOf(text)).entries())
            yield { id: `${name}/${id}:${i}`, text: definition, label };
        }
      }
    },
  };
}

/** A module without docstrings, comments on lines of their own, and the blank lines that they leave. */
export function codeOf(module: string): string {
  return module
    .replace(/^[ \t]*[rRuU]?("""|''')[\s\S]*?\1[ \t]*\n/gm, "")
    .replace(/^[ \t]*#.*\n/gm, "")
    .replace(/\n(?:[ \t]*\n){2,}(?=[ \t])/g, "\n\n");
}

/** What stands before the first definition of a module, then each function and class with its decorators and what follows it. */
export function definitions(module: string): string[] {
  return module
    .split(/(?<!^@.*\n)^(?=@|(?:async def|def|class) )/m)
    .map((text) => `${text.trim()}\n`)
    .filter(({ length }) => length >= SHORTEST);
}

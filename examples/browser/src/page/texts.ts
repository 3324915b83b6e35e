import type { TaskName } from "../tasks.ts";
import type { RawText } from "../training/prepare.ts";

/** The example texts: which task each belongs to. */
export const examples: readonly { name: string; label: string; about: string; task: TaskName }[] = [
  {
    name: "mail",
    label: "E-mail",
    about: "of the SpamAssassin corpus; undesirable: personally identifiable information",
    task: "pii",
  },
  {
    name: "python",
    label: "Python",
    about: "of gyp, a build tool; undesirable: indentation against PEP 8",
    task: "pep8",
  },
];

/** Fetches an example from beside the page, as `build/examples.ts` wrote it: the tokenizer is trained on it. */
export async function fetchExample(name: string): Promise<RawText> {
  const response = await fetch(new URL(`examples/${name}.json`, document.baseURI));
  if (!response.ok)
    throw new Error(`The example "${name}" is not beside this page (${response.status}).`);
  return response.json();
}

/** Documents of a pasted text: an empty line ends one. */
export function documentsOf(text: string): readonly string[] {
  const documents: string[] = [];
  let lines: string[] = [];
  for (const line of [...text.replaceAll("\r\n", "\n").split("\n"), ""]) {
    if (line.trim() !== "") {
      lines.push(line);
    } else if (lines.length > 0) {
      documents.push(`${lines.join("\n")}\n`);
      lines = [];
    }
  }
  return documents;
}

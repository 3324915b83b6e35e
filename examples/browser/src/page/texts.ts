import type { TokenizerJson } from "@preflm/data/browser";
import type { TaskName } from "../tasks.ts";

/** An example text as `build/examples.ts` writes it, beside the page. */
export interface ExampleText {
  readonly name: string;
  readonly documents: readonly string[];
  /** Trained on the example. */
  readonly tokenizer: TokenizerJson;
}

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
    about: "of gyp, a build tool; undesirable: violations of PEP 8",
    task: "pep8",
  },
];

/** Fetches an example from beside the page. */
export async function fetchExample(name: string): Promise<ExampleText> {
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

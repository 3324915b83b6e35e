// Writes the example texts that the page ships: part of the corpora of `npm start`, each with its task's scorer and a
// tokenizer trained on it.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { permutation, random } from "@preflm/core";
import { type Corpus, trainTokenizer } from "@preflm/data";
import { tasks } from "@preflm/reproduce";

/** Which part of a corpus the page ships. */
interface Example {
  readonly name: string;
  readonly task: keyof typeof tasks;
  readonly characters: number;
}

const VOCABULARY = 1024;
const FOLDER = join(import.meta.dirname, "..", ".cache", "public", "examples");

const examples: readonly Example[] = [
  { name: "mail", task: "pii", characters: 600_000 },
  { name: "python", task: "pep8", characters: 300_000 },
];

/** Documents drawn at random, the same each time, until there are enough characters. */
async function someDocuments(corpus: Corpus, { name, characters }: Example): Promise<string[]> {
  const all: string[] = [];
  for await (const { text } of corpus.documents()) all.push(text);
  const drawn: string[] = [];
  let length = 0;
  for (const i of permutation(all.length, random("browser example", name))) {
    if (length + all[i].length > characters) continue;
    drawn.push(all[i]);
    length += all[i].length;
  }
  return drawn;
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

await mkdir(FOLDER, { recursive: true });
for (const example of examples) {
  const { corpus, scorer } = tasks[example.task];
  const documents = await someDocuments(corpus(), example);
  const tokenizer = await trainTokenizer(stream(documents), { vocabulary: VOCABULARY });
  const json = JSON.stringify({ name: example.name, documents, tokenizer, scorer });
  await writeFile(join(FOLDER, `${example.name}.json`), json);
  console.log(
    `${example.name}: ${documents.length} documents, ${(json.length / 1000).toFixed(0)} kB`,
  );
}

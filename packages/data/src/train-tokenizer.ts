import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { checkOptions, PreflmError } from "@preflm/core";
import { BYTE_CHARACTERS, byteLevelJson } from "./byte-level.ts";
import { tokenizerFromJson } from "./load-tokenizer.ts";
import { nativeError } from "./native-encoder.ts";
import type { Tokenizer, TokenizerJson } from "./tokenizer.ts";

/**
 * The native trainer takes no options, is synchronous and draws on the terminal, so it runs in a
 * process of its own. It learns merges until 30,000 tokens; BPE finds them in order, so the first
 * N of them are what a trainer that stops at N finds.
 */
const TRAINER = `
const [library, corpus, result] = process.argv.slice(1);
const { Tokenizer, BPE, byteLevelPreTokenizer } = (await import(library)).default;
const tokenizer = new Tokenizer(BPE.empty());
tokenizer.setPreTokenizer(byteLevelPreTokenizer(false, true));
tokenizer.train([corpus]);
tokenizer.save(result);
`;

/**
 * Learns a byte-level BPE (Sennrich et al. 2016, on bytes as GPT-2) from texts; the same texts give
 * the same tokenizer. `vocabulary` counts the 256 bytes and end-of-text, so it is at least 257.
 */
export async function trainTokenizer(
  texts: AsyncIterable<string>,
  options: { readonly vocabulary: number },
): Promise<Tokenizer> {
  const { vocabulary } = options;
  checkOptions("trainTokenizer", options, ["vocabulary"]).integer("vocabulary", vocabulary, {
    min: BYTE_CHARACTERS.length + 1,
  });
  const learned = await learnMerges(texts);
  const tokens = new Set(BYTE_CHARACTERS);
  const merges: string[] = [];
  for (const [left, right] of learned) {
    if (tokens.size === vocabulary - 1) break;
    merges.push(`${left} ${right}`);
    tokens.add(left + right); // two merges may spell the same token
  }
  if (tokens.size < vocabulary - 1) {
    throw new PreflmError(
      "invalid-option",
      `trainTokenizer: this corpus gives at most ${tokens.size + 1} tokens, not ${vocabulary} (the trainer itself stops at about 30,000). ` +
        "Ask for fewer, give more text, or load a larger tokenizer (gpt2Tokenizer, loadTokenizer).",
    );
  }
  return tokenizerFromJson(byteLevelJson([...tokens], merges));
}

async function learnMerges(texts: AsyncIterable<string>): Promise<[string, string][]> {
  const folder = await mkdtemp(join(tmpdir(), "preflm-tokenizer-"));
  try {
    const corpus = join(folder, "corpus.txt");
    const result = join(folder, "tokenizer.json");
    await pipeline(Readable.from(lines(texts)), createWriteStream(corpus));
    await runTrainer(corpus, result);
    const { model } = JSON.parse(await readFile(result, "utf8")) as TokenizerJson;
    return model.merges as [string, string][];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs that pre-tokenisation leaves whole and that are so long that only a machine can have written them. */
const LONG_WORD = /\p{L}{1000}|\p{N}{1000}|[^\s\p{L}\p{N}]{1000}|[^\S\n]{1000}/gu;

/** The texts as lines. Long words are broken, since the trainer takes time in the square of a word's length. */
async function* lines(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let empty = true;
  for await (const text of texts) {
    if (text === "") continue;
    empty = false;
    const broken = text.replace(LONG_WORD, "$&\n");
    yield broken.endsWith("\n") ? broken : `${broken}\n`;
  }
  if (empty) {
    throw new PreflmError(
      "invalid-input",
      "A tokenizer cannot be trained on an empty corpus. Check its path and its text field.",
    );
  }
}

async function runTrainer(corpus: string, result: string): Promise<void> {
  try {
    const library = createRequire(import.meta.url).resolve("tokenizers");
    const script = ["--input-type=module", "--eval", TRAINER];
    await promisify(execFile)(process.execPath, [
      ...script,
      pathToFileURL(library).href,
      corpus,
      result,
    ]);
  } catch (error) {
    throw nativeError(error);
  }
}

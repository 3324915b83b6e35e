import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scorer } from "@preflm/core";
import { onTestFinished } from "vitest";
import { BYTE_CHARACTERS, byteLevelJson } from "./byte-level.ts";
import { tokenizerFromJson } from "./load-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "preflm-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Scores lines by their share of `@`, and counts the documents it was asked about. */
export function atSigns(): Scorer & { readonly asked: () => number } {
  let asked = 0;
  const score = (text: string) => (text === "" ? 0 : (text.split("@").length - 1) / text.length);
  return {
    specificationVersion: "v1",
    name: "at-signs",
    fingerprint: "at-signs 1",
    asked: () => asked,
    async annotate(documents) {
      asked += documents.length;
      return documents.map((document) =>
        (document.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({ text, score: score(text) })),
      );
    },
    score: async (texts) => texts.map(score),
  };
}

/** The 256 bytes and end-of-text (256): every UTF-8 byte is its own token. */
export function byteTokenizer(): Tokenizer {
  return tokenizerFromJson(byteLevelJson(BYTE_CHARACTERS, []));
}

/** All that a stream gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A stream of some values. */
export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

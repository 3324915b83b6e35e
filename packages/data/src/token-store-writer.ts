import * as fs from "node:fs";
import { join } from "node:path";
import { fileError } from "./files.ts";
import type { PackedSummary, StoreSummary, TokenWriter } from "./token-store.ts";

/** Writes a store into a temporary folder, renamed when `finish` is called. */
export interface StoreWriter extends TokenWriter {
  /** Puts the store in place of an older one at the path. */
  finish(summary: PackedSummary): void;
  /** Deletes what was not finished. */
  discard(): void;
}

const BUFFERED_TOKENS = 1 << 18;

/** Starts a store at `path`. */
export function writeTokenStore(path: string): StoreWriter {
  const temporary = `${path}.writing-${process.pid}`;
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw fileError(path, error);
    }
  };
  const files = attempt(() => {
    fs.rmSync(temporary, { recursive: true, force: true });
    fs.mkdirSync(temporary, { recursive: true });
    return ["tokens.i32", "scores.f32", "offsets.f64"].map((name) =>
      fs.openSync(join(temporary, name), "w"),
    );
  });
  const [tokenFile, scoreFile, offsetFile] = files;
  const close = () => files.splice(0).forEach(fs.closeSync);
  let total = 0;
  let selectedDocuments = 0;
  let tokens: number[] = [];
  let scores: number[] = [];
  let offsets = [0];
  const flush = () =>
    attempt(() => {
      fs.writeFileSync(tokenFile, Int32Array.from(tokens));
      fs.writeFileSync(scoreFile, Float32Array.from(scores));
      fs.writeFileSync(offsetFile, Float64Array.from(offsets));
      [tokens, scores, offsets] = [[], [], []];
    });

  return {
    add(documentTokens, documentScores) {
      for (const token of documentTokens) tokens.push(token);
      for (const score of documentScores) scores.push(score);
      total += documentTokens.length;
      selectedDocuments++;
      offsets.push(total);
      if (tokens.length >= BUFFERED_TOKENS) flush();
    },
    documents: () => selectedDocuments,
    finish(summary) {
      flush();
      attempt(() => {
        const all: StoreSummary = { tokens: total, selectedDocuments, ...summary };
        fs.writeFileSync(join(temporary, "store.json"), `${JSON.stringify(all, null, 2)}\n`);
        close();
        fs.rmSync(path, { recursive: true, force: true });
        fs.renameSync(temporary, path);
      });
    },
    discard() {
      close();
      fs.rmSync(temporary, { recursive: true, force: true });
    },
  };
}

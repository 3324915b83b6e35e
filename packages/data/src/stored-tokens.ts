import * as fs from "node:fs";
import { join } from "node:path";
import { PreflmError } from "@preflm/core";
import { fileError } from "./files.ts";
import type { StoreSummary, TokenStore } from "./token-store.ts";

/**
 * A packed corpus on disk: a folder with `tokens.i32`, `scores.f32` (one a token), `offsets.f64`
 * (where each document starts, and the end) and `store.json`, all little-endian.
 */
export interface StoredTokens extends TokenStore {
  readonly path: string;
}

/** Opens a store that `packCorpus` wrote. Rejects if files are missing or not of the size that `store.json` says. */
export function openTokenStore(path: string): StoredTokens {
  const files: number[] = [];
  try {
    const summary = JSON.parse(fs.readFileSync(join(path, "store.json"), "utf8")) as StoreSummary;
    const open = (name: string, bytes: number) => {
      const file = fs.openSync(join(path, name), "r");
      files.push(file);
      const size = fs.fstatSync(file).size;
      if (size === bytes) return file;
      const reason = `"${join(path, name)}" has ${size} bytes, expected ${bytes}. Delete "${path}" and pack again.`;
      throw new PreflmError("corrupt", reason);
    };
    const tokenFile = open("tokens.i32", summary.tokens * 4);
    const scoreFile = open("scores.f32", summary.tokens * 4);
    const offsets = new Float64Array(summary.selectedDocuments + 1);
    readInto(open("offsets.f64", offsets.byteLength), 0, offsets);
    return {
      ...summary,
      path,
      offsets,
      read(start, tokens, scores) {
        readInto(tokenFile, start * 4, tokens);
        readInto(scoreFile, start * 4, scores);
      },
      close: () => files.splice(0).forEach(fs.closeSync),
    };
  } catch (error) {
    files.forEach(fs.closeSync);
    throw fileError(path, error);
  }
}

function readInto(file: number, position: number, array: ArrayBufferView): void {
  const { buffer, byteOffset, byteLength } = array;
  const read = fs.readSync(file, new Uint8Array(buffer, byteOffset, byteLength), {
    position,
  });
  if (read !== byteLength) {
    throw new PreflmError(
      "corrupt",
      `A token store ended ${byteLength - read} bytes early; pack it again.`,
    );
  }
}

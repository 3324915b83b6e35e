import { createHash } from "node:crypto";

/** The first 128 bits of the SHA-256 of a text in UTF-8, in hexadecimal: what ties scores to their text. */
export function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

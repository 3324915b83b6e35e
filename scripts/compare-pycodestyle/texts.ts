import { random } from "../../packages/core/src/index.ts";
import { oddTexts } from "./odd.ts";

/** A text to compare on; `name` says where it is from. */
export interface Text {
  readonly set: string;
  readonly name: string;
  readonly text: string;
}

interface File {
  readonly path: string;
  readonly text: string;
}

/** The sets: whole files, the same cut at a random character, a window from the middle, and odd texts. */
export function* textsOf(files: readonly File[], seed: number): Generator<Text> {
  for (const { path, text } of files) yield { set: "whole files", name: path, text };
  for (const { path, text } of files) {
    const end = boundary(text, random(seed, path, "cut")() * text.length);
    yield { set: "cut", name: `${path}[:${end}]`, text: text.slice(0, end) };
  }
  for (const { path, text } of files) {
    const uniform = random(seed, path, "window");
    const [start, end] = [uniform(), uniform()]
      .sort((a, b) => a - b)
      .map((share) => boundary(text, share * text.length));
    yield { set: "windows", name: `${path}[${start}:${end}]`, text: text.slice(start, end) };
  }
  for (const [kind, i, text] of oddTexts(
    files.map((file) => file.text),
    seed,
  ))
    yield { set: `odd: ${kind}`, name: `${kind} ${i}`, text };
}

/** A whole offset of at least 1 that does not part a surrogate pair. */
function boundary(text: string, offset: number): number {
  const at = Math.max(1, Math.floor(offset));
  return (text.codePointAt(at - 1) ?? 0) > 0xffff ? at + 1 : at;
}

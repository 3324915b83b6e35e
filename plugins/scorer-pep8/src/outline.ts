import { indentWidth } from "./indentation.ts";
import type { Source } from "./source.ts";
import { isSpace, NOT_S, S, WORD_END } from "./tokenizer/characters.ts";

/** Questions about the lines around a definition, each answered in little time however long the text is. */
export interface Outline {
  /** Whether the lines above a row that have less and less indentation lead to a function, from this indentation on. */
  isInFunction(row: number, indent: number): boolean;
  /** Whether a definition of this indentation, read up to the row, has its body on its own line. */
  isOneLiner(row: number, indent: number): boolean;
}

const FUNCTION = new RegExp(`(?:async${S}+)?def${WORD_END}`, "y");
const DEFINITION = new RegExp(`(?:(?:async${S}+)?def|class)${S}+${NOT_S}`, "y");

/** The outline of a text. */
export function createOutline({ text, rows, rowStarts }: Source): Outline {
  /** Of the rows looked at so far: the indentation (`Infinity` of blank ones), and a row above with less of it. */
  const widths: number[] = [];
  const parents: number[] = [];
  let definition = { from: 0, row: -1, isOneLinerUpTo: 0 };

  const textStart = (row: number) => {
    let at = rowStarts[row];
    while (at < rowStarts[row + 1] && isSpace(text.charCodeAt(at))) at++;
    return at;
  };
  const isBlank = (row: number) => textStart(row) === rowStarts[row + 1];
  const widthOf = (row: number) => indentWidth(text, rowStarts[row], rowStarts[row + 1]);
  const matches = (pattern: RegExp, row: number) => {
    pattern.lastIndex = textStart(row);
    return pattern.test(text) && pattern.lastIndex <= rowStarts[row + 1];
  };

  /** The next row from this one on that begins a definition, and the indentation up to which it is a one-liner. */
  const nextDefinition = (row: number) => {
    if (row >= definition.from && row <= definition.row) return definition;
    let at = row;
    while (at < rows && !matches(DEFINITION, at)) at++;
    let next = at + 1;
    while (next < rows && isBlank(next)) next++;
    const body = next < rows ? widthOf(next) : 0;
    definition = { from: row, row: at, isOneLinerUpTo: at < rows ? body : Infinity };
    return definition;
  };

  return {
    isInFunction(row, indent) {
      for (let at = widths.length; at <= row; at++) {
        widths[at] = isBlank(at) ? Infinity : widthOf(at);
        let parent = at - 1;
        while (parent >= 0 && widths[parent] >= widths[at]) parent = parents[parent];
        parents[at] = parent;
      }
      let level = indent;
      for (let at = row; at >= 0; at = parents[at]) {
        if (widths[at] >= level) continue;
        level = widths[at];
        if (matches(FUNCTION, at)) return true;
        if (level === 0) return false;
      }
      return false;
    },
    isOneLiner(row, indent) {
      if (row > 0 && widthOf(row - 1) > indent) return false;
      return nextDefinition(row).isOneLinerUpTo <= indent;
    },
  };
}

import { type Check, type Context, reportOffset } from "../context.ts";
import { createOutline, type Outline } from "../outline.ts";
import { S } from "../tokenizer/characters.ts";

const DEFINITION = new RegExp(`^(?:(?:(?:async${S}+)?def|class)${S}|@)`);
const DOCSTRING = /^u?r?["']/;

/** E301 to E306: blank lines around definitions. */
export function blankLines(): Check {
  let outline: Outline | undefined;
  return {
    codes: ["E301", "E302", "E303", "E304", "E305", "E306"],
    run(context) {
      const { logical, indentLevel, previousLogical, blankLines, blankBefore } = context;
      if (previousLogical === "" && blankBefore < 2) return;
      if (previousLogical.startsWith("@")) {
        if (blankLines > 0) reportOffset(context, "E304", 0);
      } else if (blankLines > 2 || (indentLevel > 0 && blankLines === 2)) {
        reportOffset(context, "E303", 0);
      } else if (DEFINITION.test(logical)) {
        if (blankBefore === (indentLevel > 0 ? 1 : 2)) return;
        outline ??= createOutline(context.source);
        checkDefinition(context, outline);
      } else if (
        logical !== "" &&
        indentLevel === 0 &&
        blankBefore !== 2 &&
        /^(?:def|class) /.test(context.previousUnindented)
      ) {
        reportOffset(context, "E305", 0);
      }
    },
  };
}

/** A definition without the usual number of blank lines before it. */
function checkDefinition(context: Context, outline: Outline): void {
  const { indentLevel, rowsRead } = context;
  if (context.blankBefore === 0 && outline.isOneLiner(rowsRead - 1, indentLevel)) return;
  if (indentLevel === 0) reportOffset(context, "E302", 0);
  else if (context.previousIndentLevel >= indentLevel && !DOCSTRING.test(context.previousLogical)) {
    const nested = outline.isInFunction(rowsRead - 2, indentLevel);
    reportOffset(context, nested ? "E306" : "E301", 0);
  }
}

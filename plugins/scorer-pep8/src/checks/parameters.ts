import { type Check, reportEnd } from "../context.ts";
import { S, WORD_END } from "../tokenizer/characters.ts";
import { NL, OP } from "../tokenizer/kinds.ts";

const DEFINITION = new RegExp(`^(?:async${S}+def|def)${WORD_END}`);

/** E251 and E252: white space around the `=` of a keyword argument or a parameter's default. */
export const parameterEquals: Check = {
  codes: ["E251", "E252"],
  run(context) {
    const { count, kinds, texts, starts, ends, startRows, endRows } = context.tokens;
    const inDefinition = DEFINITION.test(context.logical);
    let depth = 0;
    let annotated = false;
    let previous = -1;
    let expected: "space" | "none" | "" = "";
    for (let i = 0; i < count; i++) {
      if (kinds[i] === NL) continue;
      const touches =
        previous >= 0 && starts[i] === ends[previous] && startRows[i] === endRows[previous];
      if (expected === "none" && !touches) reportEnd(context, "E251", previous);
      if (expected === "space" && touches) reportEnd(context, "E252", previous);
      expected = "";
      if (kinds[i] === OP) {
        const text = texts[i];
        if (text === "(" || text === "[") depth++;
        else if (text === ")" || text === "]") depth--;
        else if (inDefinition && text === ":" && depth === 1) annotated = true;
        else if (text === "," && depth === 1) annotated = false;
        else if (text === "=" && depth !== 0) {
          if (annotated && depth === 1) {
            expected = "space";
            if (touches) reportEnd(context, "E252", previous);
          } else {
            expected = "none";
            if (!touches) reportEnd(context, "E251", previous);
          }
        }
        if (depth === 0) annotated = false;
      }
      previous = i;
    }
  },
};

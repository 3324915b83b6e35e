import { type Check, reportStart } from "../context.ts";
import { NAME, NL, OP } from "../tokenizer/kinds.ts";

/** E741, E742 and E743: things called `l`, `O` or `I`. */
export const ambiguousNames: Check = {
  codes: ["E741", "E742", "E743"],
  run(context) {
    const { tokens } = context;
    const { count, texts, starts, ends } = tokens;
    let ambiguous = false;
    for (let i = 0; i < count && !ambiguous; i++) ambiguous = isAmbiguous(texts[i]);
    if (!ambiguous) return;
    let parameters = Number.NaN; // the depth of the brackets around a function's parameters
    let depth = 0;
    for (let i = 1; i < count; i++) {
      const before = texts[i - 1];
      const text = texts[i];
      const isBad = isAmbiguous(text);
      if (before === "def" || before === "lambda") parameters = depth;
      else if (text === ":" && depth === parameters) parameters = Number.NaN;
      if (text === "(" || text === "[" || text === "{" || starts[i] === ends[i]) depth++;
      else if (text === ")" || text === "]" || text === "}") depth--;
      let found = -1;
      if ((text === ":=" || (text === "=" && depth === 0)) && isAmbiguous(before)) found = i - 1;
      if (isBad) {
        if (before === "as" || before === "for" || before === "global" || before === "nonlocal") {
          found = i;
        }
        if (
          !Number.isNaN(parameters) &&
          i + 1 < count &&
          (/^[:,=)]$/.test(texts[i + 1]) || starts[i + 1] === ends[i + 1]) &&
          /^(?:lambda|,|\*|\*\*|\()$/.test(before)
        ) {
          found = i;
        }
        if (before === "class") reportStart(context, "E742", i);
        if (before === "def") reportStart(context, "E743", i);
      }
      if (found >= 0) reportStart(context, "E741", found);
    }
  },
};

function isAmbiguous(text: string): boolean {
  return text === "l" || text === "O" || text === "I";
}

/** W606: `async` and `await` used as names. */
export const asyncNames: Check = {
  codes: ["W606"],
  run(context) {
    const { count, kinds, texts } = context.tokens;
    let pending = -1; // the word whose use the next token decides
    for (let i = 0; i < count; i++) {
      if (kinds[i] === NL) continue;
      const text = texts[i];
      const isName = kinds[i] === NAME;
      if (pending < 0) {
        if (isName && (text === "async" || text === "await" || text === "def" || text === "for")) {
          pending = i;
        }
        continue;
      }
      const word = texts[pending];
      const wrong =
        word === "async"
          ? !(isName && (text === "def" || text === "with" || text === "for"))
          : word === "await"
            ? !isName && !(kinds[i] === OP && text === "(")
            : isName && (text === "async" || text === "await");
      if (wrong) reportStart(context, "W606", pending);
      pending = -1;
    }
    if (pending >= 0) reportStart(context, "W606", pending);
  },
};

import { type Check, type Context, reportStart } from "../context.ts";
import { COMMENT, ERROR, NEWLINE, NL, OP } from "../tokenizer/kinds.ts";

/** W503: a line that begins with a binary operator. */
export const breakBeforeOperator: Check = {
  codes: ["W503"],
  run: (context) => checkBreaks(context, "W503"),
};

/** W504: a line that ends with a binary operator. */
export const breakAfterOperator: Check = {
  codes: ["W504"],
  run: (context) => checkBreaks(context, "W504"),
};

function checkBreaks(context: Context, code: "W503" | "W504"): void {
  const { tokens } = context;
  let previous = -1;
  let broken = false;
  let unary = true;
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i];
    if (kind === COMMENT) continue;
    if (isBreak(context, i)) {
      broken = true;
      continue;
    }
    if (broken && !unary) {
      const here = isBinary(context, i);
      const before = previous >= 0 && isBinary(context, previous);
      if (code === "W503" && here && !before) reportStart(context, code, i);
      if (code === "W504" && before && !here) reportStart(context, code, previous);
    }
    unary = tokens.starts[i] === tokens.ends[i] || /^[([{,;]$/.test(tokens.texts[i]);
    broken = false;
    previous = i;
  }
}

function isBreak({ tokens, source }: Context, i: number): boolean {
  const kind = tokens.kinds[i];
  if (kind === NL || kind === NEWLINE) return tokens.ends[i] > tokens.starts[i];
  return kind === ERROR && source.text.slice(tokens.starts[i], tokens.ends[i]).includes("\n");
}

function isBinary({ tokens }: Context, i: number): boolean {
  const text = tokens.texts[i];
  if (tokens.kinds[i] !== OP) return text === "and" || text === "or";
  return text.length === 1 ? !"()[]{},:.;@=%~".includes(text) : text !== "...";
}

import { type Check, type Context, reportOffset } from "../context.ts";
import { S, WORD_END } from "../tokenizer/characters.ts";

const FUNCTION = new RegExp(`^(?:async${S}+def|def)${WORD_END}`);
const BLOCK = new RegExp(
  `^${S}*(?:def|async${S}+def|for|async${S}+for|if|elif|else|try|except|finally|with|async${S}+with|class|while)${WORD_END}`,
);

const NAME_EQUALS = new RegExp(`^${S}*[A-Za-z_][\\w\\xb2]*${S}*=${S}*$`);
const BARE_EXCEPT = new RegExp(`^except${S}*:`);

/** E701 to E704 and E731: several statements on one line, and a lambda given a name. */
export const compoundStatements: Check = {
  codes: ["E701", "E702", "E703", "E704", "E731"],
  run(context) {
    const { logical } = context;
    checkColons(context, logical);
    const last = logical.length - 1;
    for (let at = logical.indexOf(";"); at >= 0; at = logical.indexOf(";", at + 1)) {
      reportOffset(context, at < last ? "E702" : "E703", at);
    }
  },
};

function checkColons(context: Context, logical: string): void {
  const last = logical.length - 1;
  let colon = logical.indexOf(":");
  if (colon < 0 || colon >= last) return;
  const isFunction = FUNCTION.test(logical);
  const opensBlock = BLOCK.test(logical);
  const lambda = logical.search(/\blambda\b/);
  let round = 0;
  let square = 0;
  let curly = 0;
  for (let at = 0; colon >= 0 && colon < last; colon = logical.indexOf(":", colon + 1)) {
    for (; at < colon; at++) {
      const character = logical[at];
      if (character === "(") round++;
      else if (character === ")") round--;
      else if (character === "[") square++;
      else if (character === "]") square--;
      else if (character === "{") curly++;
      else if (character === "}") curly--;
    }
    if (round > 0 || square > 0 || curly > 0 || logical[colon + 1] === "=") continue;
    if (lambda >= 0 && lambda + "lambda".length <= colon) {
      if (NAME_EQUALS.test(logical.slice(0, lambda))) {
        reportOffset(context, "E731", 0);
      }
      return;
    }
    if (isFunction) reportOffset(context, "E704", 0);
    else if (opensBlock) reportOffset(context, "E701", colon);
  }
}

/** E722: an `except` for everything. */
export const bareExcept: Check = {
  codes: ["E722"],
  run(context) {
    if (context.noqa || !context.logical.startsWith("except")) return;
    if (BARE_EXCEPT.test(context.logical)) reportOffset(context, "E722", 0);
  },
};

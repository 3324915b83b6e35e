import { type Check, reportOffset } from "../context.ts";
import { NOT_S, S } from "../tokenizer/characters.ts";

/** E401: several modules in one import. */
export const severalImports: Check = {
  codes: ["E401"],
  run(context) {
    const { logical } = context;
    if (!logical.startsWith("import ")) return;
    const comma = logical.indexOf(",");
    const semicolon = logical.indexOf(";");
    if (comma >= 0 && (semicolon < 0 || semicolon > comma)) reportOffset(context, "E401", comma);
  },
};

/** `__all__ = …` and the like, perhaps with a type. */
const DUNDER = new RegExp(`^__${NOT_S}+__(?::${S}*[\\w."[\\]]+)? = `);

/** E402: an import behind other statements of the module. */
export function lateImports(): Check {
  let seenCode = false;
  let seenDocstring = false;
  return {
    codes: ["E402"],
    run(context) {
      const { logical } = context;
      if (context.indentLevel > 0 || logical === "" || context.noqa) return;
      if (logical.startsWith("import ") || logical.startsWith("from ")) {
        if (seenCode) reportOffset(context, "E402", 0);
      } else if (seenCode) return;
      else if (DUNDER.test(logical)) return;
      else if (/^(?:try|except|else|finally|with|if|elif)/.test(logical)) return;
      else if (/^[uUbB]?[rR]?["']/.test(logical)) {
        if (seenDocstring) seenCode = true;
        seenDocstring = true;
      } else seenCode = true;
    },
  };
}

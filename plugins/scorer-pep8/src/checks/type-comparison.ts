import { type Check, reportOffset } from "../context.ts";
import { isSingleton } from "../keywords.ts";
import { S } from "../tokenizer/characters.ts";

const TYPE_HEAD = new RegExp(
  `(?:[=!]=|is(?:${S}+not)?)${S}+type(?:s[^\\n]\\w+Type|${S}*(\\())`,
  "g",
);
const NAME = new RegExp(`^${S}*([A-Za-z_][\\w\\xb2]*)$`);

/** E721: types compared with `==` or `is`, the first such comparison. */
export const typeComparison: Check = {
  codes: ["E721"],
  run(context) {
    const { logical, noqa } = context;
    if (noqa || !logical.includes("type")) return;
    const lastClosing = logical.lastIndexOf(")");
    for (const match of logical.matchAll(TYPE_HEAD)) {
      if (match[1]) {
        const start = match.index + match[0].length;
        if (start > lastClosing) continue;
        const end = logical.indexOf(")", start);
        const argument = logical.slice(start, end).replace(/ +$/, "");
        if (argument === "") continue;
        const name = NAME.exec(argument)?.[1];
        if (name && !isSingleton(name)) return;
      }
      reportOffset(context, "E721", match.index);
      return;
    }
  },
};

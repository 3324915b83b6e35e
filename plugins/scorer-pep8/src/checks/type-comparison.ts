import { type Check, reportOffset } from "../context.ts";
import { isSingleton } from "../keywords.ts";

const TYPE_HEAD =
  /(?:[=!]=|is(?:[\t-\r\x1c-\x20\x85\xa0]+not)?)[\t-\r\x1c-\x20\x85\xa0]+type(?:s[^\n]\w+Type|[\t-\r\x1c-\x20\x85\xa0]*(\())/g;

/** E721: types compared with `==` or `is`, the first such comparison. */
export const typeComparison: Check = {
  codes: ["E721"],
  run(context) {
    const { logical, noqa } = context;
    if (noqa || !logical.includes("type")) return;
    for (const match of logical.matchAll(TYPE_HEAD)) {
      if (match[1]) {
        const start = match.index + match[0].length;
        const end = logical.indexOf(")", start);
        if (end < 0) return;
        const argument = logical.slice(start, end).replace(/ +$/, "");
        if (argument === "") continue;
        const name = argument.replace(/^[\t-\r\x1c-\x20\x85\xa0]+/, "");
        if (/^[A-Za-z_][\w\xb2]*$/.test(name) && !isSingleton(name)) return;
      }
      reportOffset(context, "E721", match.index);
      return;
    }
  },
};

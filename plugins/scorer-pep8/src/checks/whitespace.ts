import { type Check, reportOffset } from "../context.ts";
import { NOT_S, S, WORD_END, WORD_START } from "../tokenizer/characters.ts";

/** Two or more spaces in a row, or a tab: no rule about gaps has anything to say where there is none. */
const WIDE_GAP = new RegExp(`${S}${S}|\\t`);

const BRACKETS = /[[({][ \t]|[ \t][\]}),;:](?!=)/g;

/** E201, E202 and E203: white space inside brackets, and before a comma, semicolon or colon. */
export const bracketWhitespace: Check = {
  codes: ["E201", "E202", "E203"],
  run(context) {
    const { logical } = context;
    for (const { index, 0: found } of logical.matchAll(BRACKETS)) {
      if (found[1] === " " || found[1] === "\t") reportOffset(context, "E201", index + 1);
      else if (logical[index - 1] !== ",") {
        reportOffset(context, /[\])}]/.test(found[1]) ? "E202" : "E203", index);
      }
    }
  },
};

const KEYWORD = new RegExp(
  `(?:(?<!${S})(${S}*)|)${WORD_START}(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|print|raise|return|try|while|with|yield)${WORD_END}(${S}*)`,
  "gd",
);

/** E271 to E274: wide gaps around keywords. */
export const keywordGaps: Check = {
  codes: ["E271", "E272", "E273", "E274"],
  run(context) {
    if (!WIDE_GAP.test(context.logical)) return;
    for (const match of context.logical.matchAll(KEYWORD)) {
      const [, before = "", after] = match;
      const starts = match.indices as RegExpIndicesArray;
      if (before.includes("\t")) reportOffset(context, "E274", starts[1][0]);
      else if (before.length > 1) reportOffset(context, "E272", starts[1][0]);
      if (after.includes("\t")) reportOffset(context, "E273", starts[2][0]);
      else if (after.length > 1) reportOffset(context, "E271", starts[2][0]);
    }
  },
};

const OPERATOR = new RegExp(`(?!,)${NOT_S}(${S}*)(?:[-+*/|!<=>%&^]+|:=)(${S}*)`, "gd");

/** E221 to E224: wide gaps around operators. */
export const operatorGaps: Check = {
  codes: ["E221", "E222", "E223", "E224"],
  run(context) {
    if (!WIDE_GAP.test(context.logical)) return;
    for (const match of context.logical.matchAll(OPERATOR)) {
      const [, before, after] = match;
      const starts = match.indices as RegExpIndicesArray;
      if (before.includes("\t")) reportOffset(context, "E223", starts[1][0]);
      else if (before.length > 1) reportOffset(context, "E221", starts[1][0]);
      if (after.includes("\t")) reportOffset(context, "E224", starts[2][0]);
      else if (after.length > 1) reportOffset(context, "E222", starts[2][0]);
    }
  },
};

const COMMA = new RegExp(`[,;:]${S}*(?:  |\\t)`, "g");

/** E241 and E242: wide gaps behind a comma, semicolon or colon. */
export const commaGaps: Check = {
  codes: ["E241", "E242"],
  run(context) {
    if (!WIDE_GAP.test(context.logical)) return;
    for (const { index, 0: found } of context.logical.matchAll(COMMA)) {
      reportOffset(context, found.includes("\t") ? "E242" : "E241", index + 1);
    }
  },
};

/** E231: no white space behind a comma, semicolon or colon. */
export const missingWhitespace: Check = {
  codes: ["E231"],
  run(context) {
    const { logical } = context;
    let squares = 0;
    let lastSquare = -1;
    let lastCurly = -1;
    for (let at = 0; at < logical.length - 1; at++) {
      const character = logical[at];
      if (character === "[") {
        squares++;
        lastSquare = at;
      } else if (character === "]") squares--;
      else if (character === "{") lastCurly = at;
      else if (character === "," || character === ";" || character === ":") {
        const next = logical[at + 1];
        if (next === " " || next === "\t" || next === "\xa0") continue;
        if (character === ":" && (next === "=" || (squares > 0 && lastCurly < lastSquare)))
          continue;
        if (character === "," && (next === ")" || next === "]")) continue;
        reportOffset(context, "E231", at);
      }
    }
  },
};

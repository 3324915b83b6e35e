import { type Check, reportOffset } from "../context.ts";

/** E111 to E117: the indentation of a statement, or of a comment of its own. */
export const indentation: Check = {
  codes: ["E111", "E112", "E113", "E114", "E115", "E116", "E117"],
  run(context) {
    const { logical, indentLevel, previousIndentLevel } = context;
    const isComment = logical === "";
    const opensBlock = context.previousLogical.endsWith(":");
    if (indentLevel % 4 !== 0) reportOffset(context, isComment ? "E114" : "E111", 0);
    if (opensBlock) {
      if (indentLevel <= previousIndentLevel) reportOffset(context, isComment ? "E115" : "E112", 0);
      const most = context.indentCharacter === "\t" ? 8 : 4;
      if (indentLevel > previousIndentLevel + most) reportOffset(context, "E117", 0);
    } else if (indentLevel > previousIndentLevel)
      reportOffset(context, isComment ? "E116" : "E113", 0);
  },
};

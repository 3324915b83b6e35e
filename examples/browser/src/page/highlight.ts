import type { Finding } from "@preflm/core";
import { element } from "./element.ts";

/** A text with its findings marked, each with its label; overlapping findings are shown as the first of them. */
export function highlight(text: string, findings: readonly Finding[]): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const { start, end, label } of [...findings].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    // A finding of no width, such as a missing space, is shown on the character after it.
    const character = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1;
    const until = Math.max(end, start + character);
    parts.push(shortened(text.slice(at, start)));
    const marked = text.slice(start, until).replace(/\n$/, "↵\n");
    parts.push(
      element("mark", { "data-label": label, title: label }, marked === "" ? "·" : marked),
    );
    at = until;
  }
  parts.push(shortened(text.slice(at)));
  return parts.filter((part) => part !== "");
}

/** Of many empty lines one, and a sign that there were more. */
function shortened(text: string): string {
  return text.replace(/\n(?:[^\S\n]*\n){3,}/g, "\n⋮\n");
}

import { stripVTControlCharacters, styleText } from "node:util";
import type { Check } from "./check.ts";

/** How the doctor's findings are written. */
export interface TextStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colors: boolean;
}

const MARKS = {
  works: ["✓", "green"],
  absent: ["–", "gray"],
  warning: ["!", "yellow"],
  fails: ["✗", "red"],
} as const;

const NAME_WIDTH = 24;
const INDENT = " ".repeat(4);

/** A finding as lines: its mark, its name, what was found, and the command that mends it. */
export function checkText({ name, state, detail, mend }: Check, style: TextStyle): string {
  const paint = painter(style);
  const [mark, color] = MARKS[state];
  const label = name.padEnd(NAME_WIDTH);
  const margin = INDENT + " ".repeat(NAME_WIDTH + 1);
  const lines = wrapped(plain(detail), style.width - margin.length);
  const first = `  ${paint(color, mark)} ${label} ${lines[0]}`;
  const others = lines.slice(1).map((line) => margin + line);
  const command = mend === undefined ? [] : [`${margin}→ ${paint("cyan", mend)}`];
  return [first, ...others, ...command].join("\n");
}

/** The heading of a section. */
export function headingText(section: string, style: TextStyle): string {
  return `\n${painter(style)("bold", section)}`;
}

/** What the findings come to, in one sentence. */
export function verdictText(checks: readonly Check[], style: TextStyle): string {
  const failing = checks.filter(({ state }) => state === "fails").map(({ name }) => name);
  const warnings = checks.filter(({ state }) => state === "warning").length;
  const also =
    warnings === 0
      ? ""
      : ` ${warnings} other ${warnings === 1 ? "thing is" : "things are"} broken (!).`;
  const paint = painter(style);
  if (failing.length === 0)
    return `\n${paint("green", "Everything that a run needs works.")}${also}`;
  return `\n${paint("red", `A run cannot work yet: ${failing.join("; ")} (✗).`)}${also}`;
}

function painter({ colors }: TextStyle) {
  return (format: Parameters<typeof styleText>[0], text: string) =>
    colors ? styleText(format, text, { validateStream: false }) : text;
}

/** What a library said may hold anything; a terminal should act on none of it. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}

function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

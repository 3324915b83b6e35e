import type { Random } from "@preflm/core";

const TOKENS =
  'and as async await break class def del elif else except for from global if import in is lambda not or print raise return try while with yield None True case _ l O I x y foo __all__ u b r f ( ) [ ] { } ( ) [ ] { } , : ; . = == != < > <= <> **= ** * / // + - @ % & | ^ ~ -> := += ... << >> ! $ ? ` 1 0 0777 1e5 0x1F 1.5 .5 10L 1_000 1j "s" \'s\' \'\' """doc""" r"\\d" "\\d" "a\\"b" \' " \'\'\' #'.split(
    " ",
  );
const ODD = [
  ...[
    "\t",
    "  ",
    "\f",
    "\\\n",
    "\\\n    ",
    "\n    ",
    "# c",
    "#c",
    "#: x",
    "#!x",
    "## x",
    "# noqa",
    "# NOPEP8",
  ],
  ...[
    '"""a\nb"""',
    "'a\\\nb'",
    "'a\\\nb\n",
    '"""\\d\n\\e """',
    "is not",
    "not in",
    "type(a) == type(b)",
    "== None",
  ],
  ...[
    "if x:",
    "else:",
    "def f():",
    "class A:",
    "@d",
    "import a, b",
    "import os",
    "f = lambda: 0",
    "except:",
  ],
  ...[
    "\u00a0",
    "é",
    "²",
    "\u0301",
    "\0",
    "\ud800",
    "😀",
    "𝐱",
    "\x1c",
    "\u2028",
    "\v",
    "日本",
    "a".repeat(78),
  ],
];
const INDENTS = ["", "", "", "    ", "    ", "        ", "  ", "\t", " \t", "            "];
const ENDS = [
  "\n",
  "\n",
  "\n",
  "\n\n",
  "\n\n\n\n",
  ":\n",
  ",\n",
  "(\n",
  ")\n",
  " \\\n",
  "  # c\n",
  "\r\n",
  "  \n",
];

/** A few lines of Python's tokens, whole, broken and odd, at random. */
export function tokenSoup(random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const gaps = pick([["", " "], ["", " ", "  "], [" "], [" ", "\t", "  "]]);
  const odd = pick([0.02, 0.1, 0.3]);
  let text = "";
  for (let lines = 1 + Math.floor(random() * 12); lines > 0; lines--) {
    text += pick(INDENTS);
    for (let tokens = Math.floor(random() * 10); tokens > 0; tokens--) {
      text += pick(random() < odd ? ODD : TOKENS) + pick(gaps);
    }
    text += pick(ENDS);
  }
  return random() < 0.2 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

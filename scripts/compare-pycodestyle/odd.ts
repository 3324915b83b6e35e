import { type Random, random } from "../../packages/core/src/index.ts";

/** Tokens of Python 2 and 3, whole and broken, and what stands between them. */
// biome-ignore format: a table
const TOKENS = [
  "if", "else", "elif", "for", "in", "not", "is", "and", "or", "lambda", "lambda:", "def", "class", "return", "yield", "await", "async",
  "import", "from", "as", "with", "try:", "except:", "except", "finally:", "raise", "pass", "print", "print ", "exec", "del", "global", "assert", "while",
  "None", "True", "False", "self", "x", "l", "O", "I", "foo", "__all__", "__version__", "type(a)", "match", "case", "_", "é", "日本", "𝐀",
  "(", ")", "[", "]", "{", "}", "()", "[]", "(,)", ",", ":", ";", ".", "...", "->", ":=", "=", "==", "!=", "<>", "<=", ">=", "<", ">", "<<", ">>", "+", "-",
  "*", "**", "/", "//", "%", "@", "&", "|", "^", "~", "+=", "-=", "*=", "**=", "//=", ">>=", "@=", "!", "?", "$", "`",
  "0", "1", "12", "0x1F", "0777", "1_000", "1e5", "1.", ".5", "1j", "10L", "1__0", "0b2", "1if", "'a'", "\"b\"", "''", "\"\"", "'", "\"", "'''", "\"\"\"", "'''doc'''", "\"\"\"doc\n  more\"\"\"",
  "r'\\d'", "'\\d'", "b'\\xff'", "u'x'", "f'{x}'", "f'{x!r:>{w}}'", "rb'\\.'", "'\\\n'", "'a\nb'", "'\\N{DASH}'", "'\\8'",
  "#", "# c", "#c", "#!c", "#:", "#: c", "##", "### c", "# noqa", "#noqa", "# NOQA:E501", "# type: ignore", "# -*- coding: utf-8 -*-", "#!/usr/bin/python",
  "\\", "\\\n", "\\ \n", "\n", "\n", "\n", "\n\n", "\n\n\n", "\n\n\n\n", "\r\n", "\r", "\f", "\f\n", " ", " ", " ", " ", "  ", "    ", "\t", " \t", "\t ", "\v", "\u00a0", "\ufeff", "\0",
  "\n    ", "\n        ", "\n  ", "\n\t", "\n   \t", "def f(a, b=1, *c, **d):", "def f(a: int=1) -> int:", "class C(object):", "@decorator\n", "if x == None:", "if not x in y:", "x = lambda: 0",
];

const CONTROLS = [
  "\0",
  "\v",
  "\x1c",
  "\x85",
  "\u2028",
  "\ufeff",
  "\x1a",
  "\x7f",
  "\u00a0",
  "\u200b",
];
const WIDE = ["😀", "日本", "é", "e\u0301", "𝐀", "ﬁ", "٣", "Ω", "\u3000", "🇩🇪", "ﷺ", "²"];

/** Texts that a writer of Python would not write: kind, number, text. `files` are the real ones to spoil. */
export function* oddTexts(
  files: readonly string[],
  seed: number,
): Generator<readonly [kind: string, number: number, text: string]> {
  const count = Math.ceil(files.length / 10);
  for (const [kind, make] of Object.entries(kinds)) {
    for (let i = 0; i < count; i++) {
      const uniform = random(seed, "odd", kind, i);
      yield [kind, i, make(uniform, () => piece(pick(files, uniform), uniform))];
    }
  }
  for (const [i, text] of extremes().entries()) yield ["extreme", i, text];
}

/** How each kind of odd text is made of a piece of a real file. */
const kinds: Record<string, (uniform: Random, real: () => string) => string> = {
  mutated: (uniform, real) => mutate(real(), uniform),
  "tokens at random": (uniform) =>
    repeat(1 + uniform() * uniform() * 80, () => pick(TOKENS, uniform)).join(""),
  "tokens with spaces": (uniform) =>
    repeat(1 + uniform() * 80, () => pick(TOKENS, uniform)).join(" "),
  tabs: (uniform, real) => some(real(), / {4}/g, "\t", uniform),
  "CR LF": (uniform, real) => some(real(), /\n/g, "\r\n", uniform),
  "lone CR": (uniform, real) => scatter(some(real(), /\n/g, "\r", uniform), ["\r"], uniform),
  "form feeds": (uniform, real) => scatter(some(real(), /\n/g, "\n\f\n", uniform), ["\f"], uniform),
  "control characters": (uniform, real) => scatter(real(), CONTROLS, uniform),
  "byte order mark": (_, real) => `\ufeff${real()}`,
  "lone surrogates": (uniform, real) => scatter(real(), ["\ud800", "\udfff"], uniform),
  "wide characters": (uniform, real) =>
    scatter(some(real(), /[aeiou]/g, pick(WIDE, uniform), uniform), WIDE, uniform),
  "spaces moved": (uniform, real) =>
    some(
      some(real(), / (?=[^ ])/g, pick(["", "  ", "\t"], uniform), uniform),
      /(?<=\S)(?=[^\s\w])/g,
      " ",
      uniform,
    ),
  "lines re-indented": (uniform, real) =>
    some(real(), /\n */g, `\n${" ".repeat(uniform() * 13)}`, uniform),
  "Python 2": (uniform, real) =>
    some(
      some(real(), /\b(print|raise \w+|exec)\(/g, "print ", uniform),
      /\bas\b/g,
      ",",
      uniform,
    ).replaceAll(" != ", " <> "),
  "no last line feed": (_, real) => real().trimEnd(),
  "blank at the end": (uniform, real) =>
    `${real()}\n${pick(["\n", "\n\n  ", "    ", "\t\n", "\f\n", "\\"], uniform)}`,
};

/** Texts that are large or deep; the same each time. */
function extremes(): string[] {
  const long = 100_000;
  const deep = 2_000;
  return [
    `x = ${"1 + ".repeat(long / 4)}1\n`,
    `x = [${"1,".repeat(long / 2)}]\n`,
    `x = '${"a".repeat(long)}'\n`,
    `# ${"a ".repeat(long / 2)}\n`,
    `${" ".repeat(long)}x\n`,
    `x${" ".repeat(long)}= 1\n`,
    `${"x".repeat(long)}\n`,
    `x = ${"a.b(".repeat(deep)}${")".repeat(deep)}\n`,
    `${"(".repeat(long)}\n`,
    `${"\\\n".repeat(long / 2)}x\n`,
    `x = """${"\n".repeat(long)}"""\n`,
    `x = (${"\n    1,".repeat(long / 10)}\n)\n`,
    `${"😀".repeat(long / 2)}\n`,
    `f(${"'a' 'b' ".repeat(long / 8)}\n`,
    ...["()", "[]", "{}"].flatMap(([open, close]) => [
      `x = ${open.repeat(deep)}${close.repeat(deep)}\n`,
      `x = ${`${open}\n`.repeat(deep)}${`${close}\n`.repeat(deep)}`,
      `x = ${open.repeat(deep)}\ny = 1\n`,
      `x = 1${close.repeat(deep)}\n`,
    ]),
    Array.from({ length: 150 }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""),
    Array.from({ length: 20_000 }, (_, i) => `x${i}=1;y = 2 \n`).join(""),
    "",
    "\n",
    "\r",
    "\\",
    "\ufeff",
    "\0",
    "\f",
    "\n".repeat(1000),
  ];
}

/** Up to 4,000 characters from a random place. */
function piece(text: string, uniform: Random): string {
  const start = uniform() < 0.5 ? 0 : text.lastIndexOf("\n", uniform() * text.length) + 1;
  return text.slice(start, start + 200 + uniform() * 3800);
}

/** A few edits: tokens put in, characters dropped, doubled or moved. */
function mutate(text: string, uniform: Random): string {
  let mutated = text;
  for (let edits = 1 + Math.floor(uniform() * 12); edits > 0; edits--) {
    const at = Math.floor(uniform() * (mutated.length + 1));
    const until = at + Math.floor(uniform() * 8);
    const cut = mutated.slice(at, until);
    const edit = Math.floor(uniform() * 4);
    const middle = [pick(TOKENS, uniform) + cut, "", cut + cut, `\n${cut}`][edit];
    mutated = mutated.slice(0, at) + middle + mutated.slice(until);
  }
  return mutated;
}

/** Some of the matches replaced: from few to all of them. */
function some(text: string, pattern: RegExp, by: string, uniform: Random): string {
  const share = uniform() < 0.3 ? 1 : uniform() * uniform();
  return text.replace(pattern, (match) => (uniform() < share ? by : match));
}

/** A few of the pieces put in at random places. */
function scatter(text: string, pieces: readonly string[], uniform: Random): string {
  let scattered = text;
  for (let i = 1 + Math.floor(uniform() * 6); i > 0; i--) {
    const at = Math.floor(uniform() * (scattered.length + 1));
    scattered = scattered.slice(0, at) + pick(pieces, uniform) + scattered.slice(at);
  }
  return scattered;
}

function repeat<T>(count: number, make: () => T): T[] {
  return Array.from({ length: Math.floor(count) }, make);
}

function pick<T>(list: readonly T[], uniform: Random): T {
  return list[Math.floor(uniform() * list.length)];
}

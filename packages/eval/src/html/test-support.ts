import { expect } from "vitest";

/** Text that tries to become markup, or to fool a reader. */
export const HOSTILE = [
  "</pre></script></style><script>alert(1)</script>",
  "<img src=x onerror=alert(1)><svg onload=alert(1)>",
  `"><a href='javascript:alert(1)'>`,
  "<!--",
  "]]>&lt;&#x3c;script&#x3e;",
  "\0NUL\x07\x1b[31m",
  "\u202egnp.exe\u2066\u200b",
  "\ud800 lone \udc00",
].join(" | ");

const ELEMENTS =
  `!doctype html head meta title style body main p h1 h2 h3 div ul li strong time svg g path line rect text a
  circle figure figcaption table thead tbody tr th td small span mark code pre dl dt dd details summary section defs
  clipPath tspan`
    .toLowerCase()
    .split(/\s+/);

/** Every element is one that pages use, opens and closes in order, and carries nothing that could run or fetch. */
export function expectSafe(page: string): void {
  const open: string[] = [];
  for (const tag of tags(page)) {
    const [, slash, name = ""] = tag.match(/^<(\/?)([a-zA-Z!]+\d?)/) ?? [];
    expect(ELEMENTS).toContain(name.toLowerCase());
    if (!/ href="#[a-z0-9.-]+"/.test(tag)) {
      const attributes = tag.replace(/="[^"]*"/g, "=");
      expect(attributes).not.toMatch(/\s(on\w+|href|src|style|action|xlink:href)\s*=/i);
    }
    if (name === "meta" || name === "!doctype" || tag.endsWith("/>")) continue;
    if (slash) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
}

/** The tags of a page, by the HTML rule that matters here: `<` then a letter, `/`, `!` or `?`. */
function tags(page: string): readonly string[] {
  const withoutStyle = page.replace(/<style>[^<]*<\/style>/, "");
  return [...withoutStyle.matchAll(/<[a-zA-Z/!?](?:"[^"]*"|'[^']*'|[^'">])*>/g)].map(
    (tag) => tag[0],
  );
}

/** Markup that is safe to put into a page. Only `html` and `raw` make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand between markup: text and numbers are escaped, markup is not, `false` and `undefined` are nothing. */
export type Content = string | number | Html | false | undefined | readonly Content[];

/** html`<p title="${text}">${text}</p>`: every value is escaped unless it is itself `Html`. Quote attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: strings.reduce((page, text, i) => page + render(values[i - 1]) + text) };
}

/** Markup from elsewhere that is known to be safe, such as a drawing whose text was escaped. */
export function raw(markup: string): Html {
  return { markup };
}

function render(content: Content): string {
  if (content === undefined || content === false) return "";
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return escapeText(content);
  return "markup" in content ? content.markup : content.map(render).join("");
}

/**
 * Characters that could fool a reader or a parser: controls other than tab and newline, bidirectional
 * overrides, invisible joiners, lone surrogates and noncharacters.
 */
const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Hidden characters spelt out as U+XXXX. */
export function visible(text: string): string {
  return text.replace(HIDDEN, codePoint);
}

/** Text for people: like any text, but hidden characters stand out from text that merely says "U+202E". */
export function visibleHtml(text: string): Html {
  const parts: Content[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    parts.push(text.slice(end, index), html`<span class="hidden">${codePoint(character)}</span>`);
    end = index + character.length;
  }
  return html`${[...parts, text.slice(end)]}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

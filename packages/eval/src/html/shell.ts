import { type Content, type Html, html, raw } from "./html.ts";
import { STYLE } from "./style.ts";

/**
 * A whole page around its content: one file that fetches nothing and runs no script, which its content security
 * policy also forbids.
 */
export async function pageAround(title: string, main: Html): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${raw(await sha256(STYLE))}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
  return page.markup;
}

/** One drawing for screens and paper, one for phones, so that letters keep their size. */
export async function figure(
  drawing: (width: number) => Promise<Html>,
  caption: Content,
  widths: readonly [wide: number, narrow: number] = [960, 300],
): Promise<Html> {
  const [wide, narrow] = [await drawing(widths[0]), await drawing(widths[1])];
  return html`<figure><div class="wide">${wide}</div><div class="narrow">${narrow}</div><figcaption>${caption}</figcaption></figure>`;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

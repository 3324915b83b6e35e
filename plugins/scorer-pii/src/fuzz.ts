import type { Random } from "@preflm/core";

/** Pieces of what the detectors look for, whole, broken and odd, and the separators between them. */
// biome-ignore format: a table
const PIECES = [
  "@", "@", " at ", " AT ", " dot ", " Dot\t", ".", ".", "..", "-", "_", "+", "=", "/", ":", ";", ",", "#", "~", "%", "$", "(", ")", "[", "]", "<", ">", "'",
  " ", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2009", "\u0085", "\u001c", "\ufeff", "\u200b", "\0",
  "a", "b", "zz", "é", "ß", "ı", "İ", "ſ", "K", "日本", "𝐀", "😀", "\u0301", "\ud800", "²", "½", "٣", "६", "𝟙",
  "john", "Jane.Doe", "info", "user", "example", "gmail", "com", "co.uk", "org", "museum", "x", "X", "admin", "Twitter", "adm\u0131n",
  "http://", "https://", "HTTP://", "http:/", "www.", "www", "http://www.", "example.com", "a.bc", "/path?q=1&r=2", "#frag",
  "username", "Username:", "login", "LOGIN: ", "log\u0130n", "u:", "u: ", "user:", "password", "pas\u017fword", "pw ", "PW:", "p:", "p: ", "secret",
  "1", "0", "12", "650", "555", "2530000", "253", "0000", "6502530000", "310", "3541", "911", "011", "44", "+44", "+1", "+", "20 7946 0958", "7031", "1-800", "800", "ext. 12", "x123", "ext", ";ext=4", "#12", "int 5",
  "078-05-1120", "123-45-6789", "123 45 6789", "666.12.3456", "900-12-3456", "219-09-9999", "12-34",
  " 4111111111111111", " 5555555555554444", " 378282246310005", " 30569309025904", " 6011111111111117", " 3530111333300000", "4222222222222", " 2221000000000009", "1234567890123",
  "2002-08-22 18:26", "12/31/2001", "31/12/99", "211-227 (2003)", "12(3)", "192.168.0.1", "00:11:22",
];

/** Pieces of what the detectors look for that are off by default. */
// biome-ignore format: a table
const OPTIONAL_PIECES = [
  "born", "Birth", "DOB:", "d.o.b.", "on", "in", "14", "5", "May", "Sept.", "March", "1980", "2001", "'80", "14th", "years", "ago", "Monday", "+1980", "the 1980s",
  "1980-05-14", "14/05/1980", "5/14/80", "14.05.1980", "May 14, 1980", "14 May 1980", "12:30", "5/1980", "Jan 1st, 1970", "born 2 June 1971", "12 years ago", "40 years ago",
  "skype", "Skype:", "my skype is", "johnsmith", "john.smith99", "live:john_smith", "JSMITH", "please", "contact", "because", "Whatsapp", "Monday,", "acount", "definately",
  "12", "6919", "One", "Main", "Bell", "St", "Street", "Ave.", "Drive", "NW", "Suite 3", "Apt. 4", "P.O. Box 12", "Boston", "New York", "MA", "NY", "California", "02139", "02139-1234", "USA", "Coverage",
  "12 Main St", "6919 Bell Drive", "One Oak Ave.", "Suite 3, Boston, MA", "Springfield, IL 62701", "San Francisco CA 94105",
];
const SEPARATORS = ["", ", ", "\n", "\t", ". ", ...Array(10).fill(" ")];

/** A random string of such pieces, up to a few dozen long; spaces stand between those that are off by default. */
export function fuzz(random: Random, optional = false): string {
  const pieces = optional ? OPTIONAL_PIECES : PIECES;
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)];
  const length = 1 + Math.floor(random() * random() * 40);
  const separator = () => (!optional ? "" : random() < 0.1 ? pick(PIECES) : pick(SEPARATORS));
  return Array.from({ length }, () => pick(pieces) + separator()).join("");
}

/** A real text with a few pieces put in, characters dropped, or parts doubled. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let edits = 1 + Math.floor(random() * 8); edits > 0; edits--) {
    const at = Math.floor(random() * (mutated.length + 1));
    const until = at + Math.floor(random() * 6);
    const edit = random();
    const middle =
      edit < 0.5
        ? PIECES[Math.floor(random() * PIECES.length)]
        : edit < 0.8
          ? ""
          : mutated.slice(at, until).repeat(2);
    mutated = mutated.slice(0, at) + middle + mutated.slice(edit < 0.5 ? at : until);
  }
  return mutated;
}

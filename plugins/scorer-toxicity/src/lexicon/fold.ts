/** Stands where a text has something that is not seen, such as a zero-width space or an accent. */
export const NOTHING = "\u0001";

/** Letters of other alphabets that look like Latin ones, and Latin ones that have no decomposition. */
// biome-ignore format: a table
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  // Cyrillic
  а: "a", в: "b", с: "c", ԁ: "d", е: "e", ё: "e", һ: "h", і: "i", ї: "i", ј: "j", к: "k", ӏ: "l", м: "m", н: "h", о: "o",
  р: "p", ԛ: "q", г: "r", ѕ: "s", т: "t", у: "y", ѵ: "v", ԝ: "w", х: "x",
  // Greek
  α: "a", β: "b", ε: "e", η: "n", ι: "i", κ: "k", ν: "v", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x", γ: "y", ϲ: "c",
  // Latin
  ı: "i", ł: "l", ø: "o", đ: "d", ħ: "h", ŧ: "t", ƒ: "f", ɑ: "a", ɡ: "g", ɩ: "i", ʟ: "l", ᴀ: "a", ʙ: "b", ᴄ: "c", ᴅ: "d",
  ᴇ: "e", ɢ: "g", ʜ: "h", ɪ: "i", ᴊ: "j", ᴋ: "k", ᴍ: "m", ɴ: "n", ᴏ: "o", ᴘ: "p", ʀ: "r", ꜱ: "s", ᴛ: "t", ᴜ: "u", ᴠ: "v",
  ᴡ: "w", ʏ: "y", ᴢ: "z",
};

/** Marks, invisible characters, and the scripts and forms that hold look-alikes. */
const FOREIGN =
  /[\p{M}\p{Cf}\u00c0-\u02af\u0370-\u052f\u1d00-\u1d7f\u1e00-\u1eff\u2100-\u214f\u2460-\u24ff\ua730\ua731\uff01-\uff5e\u{1d400}-\u{1d7ff}\u{1f130}-\u{1f149}]/gu;

const known = new Map<string, string>();

/**
 * A text in small ASCII letters where it shows such letters in any form: full-width, mathematical, accented, of
 * another alphabet. Every UTF-16 unit stays in its place, so that offsets hold in the text itself.
 */
export function fold(text: string): string {
  return text.replace(FOREIGN, foldCharacter).toLowerCase();
}

function foldCharacter(character: string): string {
  const cached = known.get(character);
  if (cached !== undefined) return cached;
  const plain = character
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]/gu, "");
  const letter = [...plain].map((part) => LOOK_ALIKES[part] ?? part).join("");
  const folded =
    letter.length <= character.length ? letter.padEnd(character.length, NOTHING) : character;
  known.set(character, folded);
  return folded;
}

/** Whether letters of another alphabet alone make up a piece of a text: then they are that alphabet, not a disguise. */
export function isForeign(piece: string): boolean {
  return /[\u0370-\u052f]/.test(piece) && !/\p{Script=Latin}/u.test(piece.normalize("NFKC"));
}

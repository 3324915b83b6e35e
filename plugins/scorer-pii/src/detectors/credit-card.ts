import { isSpaceBefore } from "../python.ts";
import type { Span } from "../span.ts";

const SCHEMES = [
  "4\\d{12}(?:\\d{3})?", // Visa
  "(?:5[1-5]\\d{2}|222[1-9]|22[3-9]\\d|2[3-6]\\d{2}|27[01]\\d|2720)\\d{12}", // MasterCard
  "3[47]\\d{13}", // American Express
  "3(?:0[0-5]|[68]\\d)\\d{11}", // Diners Club
  "6(?:011|5\\d{2})\\d{12}", // Discover
  "(?:2131|1800|35\\p{Nd}{3})\\p{Nd}{11}", // JCB: Python's \d, any script's digits
].join("|");

/**
 * A payment card's number without separators, right after white space, with a correct check digit;
 * more digits may follow it.
 */
export function creditCard(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(new RegExp(SCHEMES, "gu"))) {
    if (!isSpaceBefore(text, match.index) || !passesLuhn(match[0])) continue;
    spans.push({ start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

/** The check of ISO/IEC 7812 over the ASCII digits of a number. */
function passesLuhn(number: string): boolean {
  const digits = Array.from(number.replace(/[^0-9]/g, ""), Number).reverse();
  const sum = digits.reduce((total, digit, place) => {
    const doubled = place % 2 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

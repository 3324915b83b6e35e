/** Every operator and delimiter of Python 3.11, longest first. */
const OPERATORS = (
  "**= //= <<= >>= ... != %= &= ** *= += -= -> // /= := << <= == >= >> @= ^= |= " +
  "% & ( ) * + , - . / : ; < = > @ [ ] ^ { | } ~"
).split(" ");

const BY_FIRST: readonly (readonly string[])[] = Array.from({ length: 256 }, (_, code) =>
  OPERATORS.filter((operator) => operator.charCodeAt(0) === code),
);

/** The longest operator that begins at the offset; the empty string if none does. */
export function operatorAt(text: string, start: number): string {
  const candidates = BY_FIRST[text.charCodeAt(start)];
  for (const operator of candidates) {
    if (operator.length === 1 || text.startsWith(operator, start)) return operator;
  }
  return "";
}

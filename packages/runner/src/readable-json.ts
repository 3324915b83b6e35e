/** JSON to read: indented, but arrays of numbers, such as thousands of scores, on one line. */
export function readableJson(value: unknown): string {
  // A newline inside a string is written \n, so whatever spans lines here is structure.
  const numbers = /\[\n\s+(-?\d[^[\]{}"]*?)\n\s+\]/g;
  const text = JSON.stringify(value, null, 2);
  return text.replace(numbers, (_, list) => `[${list.replace(/\s+/g, " ")}]`);
}

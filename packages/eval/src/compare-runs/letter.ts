/** What a run is called in tables and pictures: A, B, … Z, then 27, 28. */
export function letter(i: number): string {
  return i < 26 ? String.fromCharCode(65 + i) : String(i + 1);
}

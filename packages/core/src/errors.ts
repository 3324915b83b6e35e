/** What went wrong, for programs: stable across versions, unlike messages. */
export type ErrorCode =
  | "invalid-option" // an option's name or value
  | "invalid-input" // data: a corpus, a score, a batch, a file's content
  | "unknown-plugin" // a name no plugin answers to
  | "unavailable" // a device, package or program this machine lacks
  | "corrupt" // a checkpoint or cache that fails its checks
  | "io" // a folder or file that cannot be read or written
  | "diverged" // NaN or infinity in training
  | "interrupted"; // stopped by the user, with everything saved

/** The one error class: `code` for programs, a message that names what was given, what was expected and what to do. */
export class PreflmError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PreflmError";
    this.code = code;
  }
}

/** ` Did you mean "x"?` if one of the known names is close to the given one, else the empty string. */
export function didYouMean(given: string, known: readonly string[]): string {
  const lower = given.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const begins = lower !== "" && (candidate.startsWith(lower) || lower.startsWith(candidate));
    const distance = Math.min(editDistance(lower, candidate), begins ? 1 : Infinity);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best === undefined ? "" : ` Did you mean "${best}"?`;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j] + 1, current[j - 1] + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length];
}

import type { Detector, Span } from "../../plugins/scorer-pii/src/index.ts";

/** What scrubadub finds in a text. */
export interface Answer {
  /** Start and end of what each detector finds. */
  readonly spans: Readonly<Partial<Record<string, readonly (readonly [number, number])[]>>>;
  /** How many spans the default detectors find, merged. */
  readonly merged: number;
}

const DIFFERENCES_SHOWN = 10;

/**
 * Prints for each detector how many spans we and they find, how many are the same, the share of ours that overlaps one
 * of theirs (precision) and of theirs that overlaps one of ours (recall), with the first differences.
 */
export function printAgreement(
  kind: string,
  texts: readonly string[],
  answers: readonly Answer[],
  detectors: Readonly<Record<string, Detector>>,
  counts: (found: string) => boolean = () => true,
): void {
  console.log(`${kind}: ${texts.length} texts`);
  for (const [name, detect] of Object.entries(detectors)) {
    const count = { ours: 0, theirs: 0, same: 0, right: 0, found: 0 };
    const differences: string[] = [];
    texts.forEach((text, i) => {
      const theirs = (answers[i].spans[name] ?? []).map(([start, end]) => ({ start, end }));
      const ours = detect(text);
      const differ = (what: string, { start, end }: Span) => {
        const before = text.slice(Math.max(0, start - 20), start);
        const near = `${before}«${text.slice(start, end)}»${text.slice(end, end + 12)}`;
        differences.push(`  ${name} ${what} ${JSON.stringify(near)}`);
      };
      for (const span of ours) {
        count.ours++;
        if (theirs.some(({ start, end }) => start === span.start && end === span.end)) count.same++;
        if (theirs.some(overlaps(span))) count.right++;
        else differ("extra", span);
      }
      for (const span of theirs) {
        if (!counts(text.slice(span.start, span.end))) continue;
        count.theirs++;
        if (ours.some(overlaps(span))) count.found++;
        else differ("missed", span);
      }
    });
    for (const line of differences.slice(0, DIFFERENCES_SHOWN)) console.log(line);
    const { ours, theirs, same } = count;
    console.log(
      `  ${name.padEnd(24)} ours ${ours}, theirs ${theirs}, the same ${same}, ` +
        `precision ${share(count.right, ours)}, recall ${share(count.found, theirs)}`,
    );
  }
}

function overlaps(a: Span): (b: Span) => boolean {
  return (b) => a.start < b.end && b.start < a.end;
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`;
}

import { type Finding, random, type ScoredDocument, type Scorer } from "@preflm/core";
import type { LabelCount, LabelCounts, ScorerSpeed } from "./inspection.ts";

/** UTF-16 units of a document that the scorer is asked about. */
const LONGEST = 1_000_000;
/** Timing stops after so many seconds. */
const TIMED = 2;

/** Asks a scorer about a random sample of documents as they pass, and times it on them. */
export function labelSample(
  scorer: Scorer,
  { of, sample, seed }: { of: number; sample: number; seed: number },
) {
  const uniform = random(seed, "labels");
  const counts = new Map<string, { findings: number; segments: number }>();
  const seen = { passed: 0, documents: 0, segments: 0 };
  const timed = { characters: 0, seconds: 0 };
  const wanted = Math.min(of, sample);

  const time = async (text: string) => {
    const began = performance.now();
    await scorer.annotate([text]);
    timed.seconds += (performance.now() - began) / 1000;
    timed.characters += text.length;
  };
  return {
    /** Each set of `sample` documents is as likely as any other (Knuth 1997, algorithm 3.4.2 S). */
    async look({ segments }: ScoredDocument): Promise<void> {
      const left = of - seen.passed++;
      if (uniform() * left >= wanted - seen.documents) return;
      seen.documents++;
      seen.segments += segments.length;
      const text = segments
        .map((segment) => segment.text)
        .join("")
        .slice(0, LONGEST);
      if (timed.seconds < TIMED) await time(text);
      const findings = (await scorer.explain?.(text)) ?? [];
      const ends = endsOf(segments.map((segment) => segment.text.length));
      for (const [label, own] of byLabel(findings)) {
        const count = counts.get(label) ?? { findings: 0, segments: 0 };
        count.findings += own.length;
        count.segments += touched(own, ends);
        counts.set(label, count);
      }
    },
    counts(): LabelCounts | undefined {
      if (!scorer.explain) return undefined;
      const labels = [...counts].map(([label, count]): LabelCount => ({ label, ...count }));
      labels.sort((a, b) => b.findings - a.findings || (a.label < b.label ? -1 : 1));
      const { documents, segments } = seen;
      return { documents, segments, all: documents === of, labels };
    },
    speed(): ScorerSpeed | undefined {
      if (timed.seconds === 0) return undefined;
      const measured = `now, on a sample, one document at a time on one thread`;
      return { charactersPerSecond: timed.characters / timed.seconds, measured };
    },
  };
}

function byLabel(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.label);
    if (group) group.push(finding);
    else groups.set(finding.label, [finding]);
  }
  return groups;
}

/** Where each segment ends in its document. */
function endsOf(lengths: readonly number[]): readonly number[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return end;
  });
}

/** How many segments have at least one of the findings in them; a finding without length is at its start. */
function touched(findings: readonly Finding[], ends: readonly number[]): number {
  const sorted = [...findings].sort((a, b) => a.start - b.start);
  let count = 0;
  let segment = 0;
  for (const { start, end } of sorted) {
    while (segment < ends.length && ends[segment] <= start) segment++;
    while (
      segment < ends.length &&
      (segment === 0 ? 0 : ends[segment - 1]) < Math.max(end, start + 1)
    ) {
      count++;
      segment++; // no other finding needs to touch it
    }
  }
  return count;
}

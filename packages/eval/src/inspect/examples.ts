import { type Finding, random, type ScoredDocument, type Scorer } from "@preflm/core";
import type { Examples, SegmentExample } from "./inspection.ts";
import { nearest } from "./nearest.ts";
import { shortest } from "./score-tally.ts";
import { shorten } from "./shorten.ts";

/** Either side of the threshold, and of the highest scores. */
const EACH = 5;
/** UTF-16 units of an example that are shown. */
const SHOWN = 700;
/** UTF-16 units of an example that the scorer is asked to explain. */
const EXPLAINED = 1_000_000;

interface Place {
  readonly document: ScoredDocument;
  readonly index: number;
}

/** Looks for the segments nearest to a threshold and for the worst, as documents pass. */
export function exampleSearch(threshold: number, seed: number) {
  const limit = Math.fround(threshold);
  const search = (side: string) => nearest<Place>(EACH, random(seed, "examples", side));
  const [below, above] = [search("below"), search("above")];
  // The worst may be those above the threshold, which are shown already.
  const worst = nearest<Place>(2 * EACH, random(seed, "examples", "worst"));
  return {
    look(document: ScoredDocument): void {
      for (const [index, { text, score }] of document.segments.entries()) {
        if (text.trim() === "") continue;
        const float = Math.fround(score);
        const place = { document, index };
        if (float <= limit) below.offer(place, limit - float, text);
        else {
          above.offer(place, float - limit, text);
          worst.offer(place, 1 / float, text);
        }
      }
    },
    async explained(scorer: Scorer | undefined): Promise<Examples> {
      const show = (places: readonly Place[]) =>
        Promise.all(places.map((place) => example(place, scorer)));
      const shown = new Set(above.list().map(textOf));
      const others = worst.list().filter((place) => !shown.has(textOf(place)));
      return {
        below: await show(below.list()),
        above: await show(above.list()),
        worst: await show(others.slice(0, EACH)),
      };
    },
  };
}

function textOf({ document, index }: Place): string {
  return document.segments[index].text;
}

async function example(place: Place, scorer: Scorer | undefined): Promise<SegmentExample> {
  const { document, index } = place;
  const { text, score } = document.segments[index];
  return {
    document: document.id,
    segment: index + 1,
    score: shortest(score),
    characters: text.length,
    ...shorten(text, await findingsIn(place, scorer), SHOWN),
  };
}

/** What the scorer finds in a segment: in its document, since a line of code means little alone, or else alone. */
async function findingsIn(place: Place, scorer: Scorer | undefined): Promise<readonly Finding[]> {
  if (!scorer?.explain) return [];
  const { document, index } = place;
  const { text, score } = document.segments[index];
  const start = document.segments.slice(0, index).reduce((sum, each) => sum + each.text.length, 0);
  const end = start + text.length;
  if (end <= EXPLAINED) {
    const whole = document.segments.map((segment) => segment.text).join("");
    const findings = await scorer.explain(whole.slice(0, EXPLAINED));
    const own = findings.filter((finding) => finding.start < end && finding.end > start);
    if (own.length > 0 || score === 0)
      return own.map((finding) => ({
        start: finding.start - start,
        end: finding.end - start,
        label: finding.label,
      }));
  }
  return scorer.explain(text.slice(0, EXPLAINED));
}

import type { Text } from "./texts.ts";

/** Where, and which rule. */
export interface Violation {
  readonly line: number;
  readonly code: string;
}

/** A text on which the two lists differ. */
export interface Difference extends Text {
  readonly missed: readonly Violation[];
  readonly extra: readonly Violation[];
}

interface Counts {
  ours: number;
  theirs: number;
  both: number;
}

/** Equal lists by set, and violations by rule, of any two checkers. */
export interface Tally {
  readonly sets: Map<string, { texts: number; equal: number; sameCount: number }>;
  readonly rules: Map<string, Counts>;
  readonly differences: Difference[];
  add(text: Text, ours: readonly Violation[], theirs: readonly Violation[]): void;
}

/** Nothing counted yet. */
export function tally(): Tally {
  const sets: Tally["sets"] = new Map();
  const rules: Tally["rules"] = new Map();
  const differences: Difference[] = [];
  return {
    sets,
    rules,
    differences,
    add(text, ours, theirs) {
      const { missed, extra, both } = compare(ours, theirs);
      const equal = missed.length + extra.length === 0;
      const set = entry(sets, text.set, () => ({ texts: 0, equal: 0, sameCount: 0 }));
      set.texts++;
      if (equal) set.equal++;
      if (ours.length === theirs.length) set.sameCount++;
      const count = (list: readonly Violation[], which: keyof Counts) => {
        for (const { code } of list)
          entry(rules, code, () => ({ ours: 0, theirs: 0, both: 0 }))[which]++;
      };
      count(ours, "ours");
      count(theirs, "theirs");
      count(both, "both");
      if (!equal) differences.push({ ...text, missed, extra });
    },
  };
}

/** Lists are equal if each (line, code) occurs as often in both. */
function compare(ours: readonly Violation[], theirs: readonly Violation[]) {
  const key = ({ line, code }: Violation) => `${line} ${code}`;
  const open = new Map<string, Violation[]>();
  for (const violation of ours)
    entry(open, key(violation), () => [] as Violation[]).push(violation);
  const missed: Violation[] = [];
  const both: Violation[] = [];
  for (const violation of theirs) (open.get(key(violation))?.pop() ? both : missed).push(violation);
  return { missed, both, extra: [...open.values()].flat() };
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

import type { Difference, Tally } from "./tally.ts";

const percent = (part: number, whole: number) =>
  whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`;

/** The share of texts with equal lists, by set. */
export function printSets(...tallies: readonly Tally[]): void {
  print("set", "texts", "equal lists", "share", "equal counts");
  for (const [name, { texts, equal, sameCount }] of tallies.flatMap(({ sets }) => [...sets])) {
    print(name, texts, equal, percent(equal, texts), percent(sameCount, texts));
  }
}

/** Violations by rule: `all` of them or only those that differ. */
export function printRules(
  title: string,
  { rules }: Tally,
  { all = true, ours = "ours", theirs = "pycodestyle" } = {},
): void {
  console.log(`\n${title}`);
  print("rule", ours, theirs, "both", "missed", "extra");
  const sum = { ours: 0, theirs: 0, both: 0 };
  const row = (name: string, counts: typeof sum) =>
    print(
      name,
      counts.ours,
      counts.theirs,
      counts.both,
      counts.theirs - counts.both,
      counts.ours - counts.both,
    );
  for (const [code, counts] of [...rules].sort(([a], [b]) => (a < b ? -1 : 1))) {
    sum.ours += counts.ours;
    sum.theirs += counts.theirs;
    sum.both += counts.both;
    if (all || counts.ours !== counts.both || counts.theirs !== counts.both) row(code, counts);
  }
  row("all", sum);
}

/** The first `count` texts that differ (in `rule`), with the lines around the first differences. */
export function printDifferences(
  differences: readonly Difference[],
  count: number,
  rule?: string,
): void {
  const concerns = ({ missed, extra }: Difference) =>
    !rule || [...missed, ...extra].some(({ code }) => code === rule);
  for (const { set, name, text, missed, extra } of differences.filter(concerns).slice(0, count)) {
    console.log(`\n${set}: ${name}`);
    const lines = text.split("\n");
    const found = [
      ...missed.map((violation) => ({ ...violation, what: "missed" })),
      ...extra.map((violation) => ({ ...violation, what: "extra" })),
    ].sort((a, b) => a.line - b.line);
    const shown = found.filter(({ code }) => !rule || code === rule).slice(0, 3);
    for (const { line, code, what } of shown) {
      console.log(`  ${what} ${code} in line ${line} of ${lines.length}`);
      for (let i = Math.max(1, line - 3); i <= Math.min(lines.length, line + 1); i++) {
        const shownLine = JSON.stringify(lines[i - 1].slice(0, 120)).slice(1, -1);
        console.log(`  ${i === line ? ">" : " "} ${String(i).padStart(6)} ${shownLine}`);
      }
    }
    if (found.length > shown.length) console.log(`  … ${found.length} in all`);
  }
}

function print(first: string, ...others: readonly (string | number)[]): void {
  const cells = others.map((cell) =>
    (typeof cell === "number" ? cell.toLocaleString("en-GB") : cell).padStart(13),
  );
  console.log(first.padEnd(26) + cells.join(""));
}

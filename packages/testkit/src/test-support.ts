import { describe, expect, it } from "vitest";
import type { Law } from "./law.ts";

/** A planted bug, and the law that must see it. */
export interface PlantedBug<Plugin> {
  readonly bug: string;
  /** A part of the law's name; where several laws match, one must see the bug. */
  readonly law: string;
  readonly plant: () => Plugin;
}

/** Tests a suite on itself: every planted bug is caught, by the law meant for it, and every law catches one. */
export function expectBugsCaught<Plugin, Subject>(
  kind: string,
  laws: readonly Law<Subject>[],
  bugs: readonly PlantedBug<Plugin>[],
  subjectOf: (plant: () => Plugin) => Subject,
): void {
  const proven = new Set<string>();
  let caught = 0;
  describe(`the laws (${kind})`, () => {
    it.each(bugs.map((planted) => [planted.bug, planted] as const))(
      "catches %s",
      async (_, planted) => {
        const meant = laws.filter((law) => law.name.includes(planted.law));
        expect(meant.length, `laws named like "${planted.law}"`).toBeGreaterThan(0);
        let seen = false;
        for (const law of meant) {
          try {
            await law.check(subjectOf(planted.plant));
          } catch (error) {
            expect((error as Error).name, String(error)).toMatch(/^(LawBroken|PreflmError)$/);
            proven.add(law.name);
            seen = true;
          }
        }
        expect(seen, `seen by "${planted.law}"`).toBe(true);
        caught++;
      },
    );

    it("has no law without a planted bug to catch", () => {
      process.stdout.write(`testkit, ${kind}: ${caught} of ${bugs.length} planted bugs caught\n`);
      expect(laws.map((law) => law.name).filter((name) => !proven.has(name))).toEqual([]);
    });
  });
}

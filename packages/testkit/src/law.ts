import { describe, it } from "vitest";

/** Milliseconds; generous, so that slow devices and hostile texts end with the law's own message. */
const TIMEOUT = 120_000;

/** A property that every plugin of a kind has. */
export interface Law<Subject> {
  /** Completes "it …". */
  readonly name: string;
  /** Rejects with a message that says what broke, with the numbers. */
  check(subject: Subject): Promise<void> | void;
  /** Why this law cannot be checked on this machine or says nothing about this subject, if so. */
  skip?(subject: Subject): Promise<string | undefined> | string | undefined;
}

/** Registers each law as one vitest test; the subject is made once, by the first test that runs. */
export function registerLaws<Subject>(
  title: string,
  laws: readonly Law<Subject>[],
  createSubject: () => Promise<Subject>,
  skip?: string,
): void {
  let subject: Promise<Subject> | undefined;
  describe(title, () => {
    for (const law of laws) {
      it(law.name, { timeout: TIMEOUT }, async (context) => {
        if (skip !== undefined) context.skip(skip);
        subject ??= createSubject();
        const reason = await law.skip?.(await subject);
        if (reason !== undefined) context.skip(reason);
        await law.check(await subject);
      });
    }
  });
}

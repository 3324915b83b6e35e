import type { Finding } from "@preflm/core";
import { credential } from "./detectors/credential.ts";
import { creditCard } from "./detectors/credit-card.ts";
import { email } from "./detectors/email.ts";
import { phone } from "./detectors/phone.ts";
import { socialSecurityNumber } from "./detectors/social-security-number.ts";
import { twitter } from "./detectors/twitter.ts";
import { url } from "./detectors/url.ts";
import type { Detector } from "./span.ts";

/** The seven detectors that scrubadub 2.0.1 runs by default at en_US, under scrubadub's names. */
export const detectors = {
  credential,
  credit_card: creditCard,
  email,
  phone,
  social_security_number: socialSecurityNumber,
  twitter,
  url,
} as const satisfies Record<string, Detector>;

/** The name of a detector, also the label of what it finds. */
export type DetectorName = keyof typeof detectors;

/** The names of all detectors. */
export const detectorNames = Object.keys(detectors) as readonly DetectorName[];

/**
 * All that the named detectors (by default all) find in a text, in UTF-16 offsets, by start;
 * findings may overlap.
 */
export function findPii(
  text: string,
  names: readonly DetectorName[] = detectorNames,
): readonly Finding[] {
  const findings = names.flatMap((label) =>
    detectors[label](text).map(({ start, end }) => ({ start, end, label })),
  );
  return findings.sort((a, b) => a.start - b.start || b.end - a.end);
}

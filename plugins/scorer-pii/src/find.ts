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

/** The name of a detector that runs by default, also the label of what it finds. */
export type DetectorName = keyof typeof detectors;

/** The names of the detectors that run by default. */
export const detectorNames = Object.keys(detectors) as readonly DetectorName[];

/** Detectors under the labels of what they find. */
export type LabelledDetectors = readonly (readonly [label: string, detect: Detector])[];

/**
 * All that the named detectors (by default the seven) find in a text, in UTF-16 offsets, by start;
 * findings may overlap.
 */
export function findPii(
  text: string,
  names: readonly DetectorName[] = detectorNames,
): readonly Finding[] {
  return findWith(
    names.map((name) => [name, detectors[name]]),
    text,
  );
}

/** All that the detectors find, by start. */
export function findWith(labelled: LabelledDetectors, text: string): readonly Finding[] {
  const findings = labelled.flatMap(([label, detect]) =>
    detect(text).map(({ start, end }) => ({ start, end, label })),
  );
  return byStart(findings);
}

/** Sorts findings in place: by start, longer ones first. */
export function byStart(findings: Finding[]): readonly Finding[] {
  return findings.sort((a, b) => a.start - b.start || b.end - a.end);
}

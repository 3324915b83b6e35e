import { address } from "./detectors/address.ts";
import { dateOfBirth } from "./detectors/date-of-birth.ts";
import { skype } from "./detectors/skype.ts";
import type { Detector } from "./span.ts";

/** A detector that is off by default: what it needs is loaded when it is first used. */
interface OptionalDetector {
  /** Changes with its rules, the versions of what it loads and its options. */
  fingerprint(today: string): string;
  load(today: string): Promise<Detector>;
}

/** The detectors that are off by default, under scrubadub's names. */
export const optionalDetectors = {
  address: {
    fingerprint: () => "address-1",
    load: async () => address,
  },
  date_of_birth: {
    fingerprint: (today) => `date_of_birth-1 chrono-node-2.10.3 ${today}`,
    load: dateOfBirth,
  },
  skype: {
    fingerprint: () => "skype-1 popular-english-words-1.0.2",
    load: skype,
  },
} as const satisfies Record<string, OptionalDetector>;

/** The name of a detector that is off by default, also the label of what it finds. */
export type OptionalDetectorName = keyof typeof optionalDetectors;

/** The names of the detectors that are off by default. */
export const optionalDetectorNames = Object.keys(
  optionalDetectors,
) as readonly OptionalDetectorName[];

export { address } from "./detectors/address.ts";
export { dateOfBirth } from "./detectors/date-of-birth.ts";
export { skype } from "./detectors/skype.ts";
export type { EntityOptions } from "./entities.ts";
export { type DetectorName, detectors, findPii } from "./find.ts";
export type { OptionalDetectorName } from "./optional.ts";
export type { PiiEntityOptions, PiiOptions } from "./options.ts";
export { pii } from "./pii.ts";
export { type Detector, mergeSpans, type Span } from "./span.ts";

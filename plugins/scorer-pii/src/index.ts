export { type DetectorName, detectors, findPii } from "./find.ts";
export { type PiiOptions, pii } from "./pii.ts";
export { type Detector, mergeSpans, type Span } from "./span.ts";

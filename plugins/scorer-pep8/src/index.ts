export { check } from "./check.ts";
export { type CheckOptions, defaultIgnore } from "./options.ts";
export { type Pep8Options, pep8 } from "./pep8.ts";
export type { Violation } from "./violation.ts";

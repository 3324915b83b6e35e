export { lines } from "./lines.ts";
export { sentences } from "./sentences.ts";

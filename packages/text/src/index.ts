export { lines, textLines } from "./lines.ts";
export { sentences } from "./sentences.ts";

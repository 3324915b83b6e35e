export { type ComposeOptions, compose } from "./compose.ts";

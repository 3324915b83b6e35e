export { type TensorFlow, type TfjsOptions, tfjs } from "./tfjs.ts";

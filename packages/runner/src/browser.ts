export { learningRateAt, type Schedule } from "./schedule.ts";
export { Divergence, type LoopSettings, train, type Update } from "./train.ts";

export { type Phase, type ScheduleOptions, schedule } from "./schedule.ts";

export type { LabelledCorpus, LabelledDocument } from "./labelled.ts";
export { mail } from "./mail.ts";
export { python } from "./python.ts";
export { type PaperTask, type TaskName, tasks } from "./tasks.ts";

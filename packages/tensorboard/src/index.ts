export { type EventWriter, type EventWriterOptions, eventWriter } from "./event-writer.ts";

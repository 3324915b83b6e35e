export type { Device } from "./node-runtime.ts";
export { type OnnxRuntimeOptions, onnxruntime } from "./onnxruntime.ts";
export { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";
export { writeGraph } from "./write-graph.ts";

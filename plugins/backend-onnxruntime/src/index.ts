export { type OnnxRuntimeOptions, onnxruntime } from "./onnxruntime.ts";
export { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";

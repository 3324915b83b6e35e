export { adoptWeights } from "./adopt.ts";
export { forwardFlops, trainingFlops } from "./flops.ts";
export {
  configFromHuggingFace,
  fromHuggingFace,
  huggingFaceConfig,
  toHuggingFace,
} from "./hugging-face.ts";
export { checkState, growVocabulary, initialise } from "./initialise.ts";
export { checkConfig, layout, type Parameter, parameterCount, sizeOf } from "./layout.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  type SafetensorsContent,
} from "./safetensors.ts";
export { type ModelSize, sizes } from "./sizes.ts";

import { checkOptions, PreflmError, show } from "@preflm/core";

/** Where a model runs; those that this machine lacks are errors, never replaced. */
export type Device = "cpu" | "cuda" | "webgpu" | "dml" | "coreml" | "wasm";

/** Which of a model's weight files is read. */
export type DataType = keyof typeof SUFFIXES;

/** The endings by which transformers.js names weight files: `onnx/model_fp16.onnx` holds `"fp16"`. */
export const SUFFIXES = {
  fp32: "",
  fp16: "_fp16",
  q8: "_quantized",
  int8: "_int8",
  uint8: "_uint8",
  q4: "_q4",
  q4f16: "_q4f16",
  bnb4: "_bnb4",
} as const;

/** Which model to load, and how to run it. */
export interface ModelOptions {
  /** A folder with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model.onnx`: nothing is downloaded. */
  readonly folder?: string;
  /** A model on the Hugging Face hub, such as `"Xenova/toxic-bert"`: files that are not in the cache are downloaded. */
  readonly hub?: string;
  /** The branch, tag or commit of the hub's model. Default `"main"`. */
  readonly revision?: string;
  /** The folder of the hub's model that holds its weights, `""` if they lie beside the rest. Default `"onnx"`. */
  readonly subfolder?: string;
  /** Where the hub's files are kept. Default: transformers.js' own cache, inside its package. */
  readonly cacheFolder?: string;
  /** Default `"cpu"`; in browsers `"wasm"`. */
  readonly device?: Device;
  /** Default `"fp32"`. */
  readonly dtype?: DataType;
  /** Texts are cut after so many tokens, marks included; at most what the model can read. Default 512. */
  readonly maximumTokens?: number;
  /** How many texts of one length run together. Default 16. */
  readonly batch?: number;
}

/** Model options with every default filled in. */
export type CheckedOptions = ModelOptions &
  Required<Omit<ModelOptions, "folder" | "hub" | "cacheFolder">>;

/** The names of the options that choose and run a model, for those who pass them on. */
export const modelOptionNames = [
  "folder",
  "hub",
  "revision",
  "subfolder",
  "cacheFolder",
  "device",
  "dtype",
  "maximumTokens",
  "batch",
] as const satisfies readonly (keyof ModelOptions)[];

const DEVICES = ["cpu", "cuda", "webgpu", "dml", "coreml", "wasm"] as const;

/** Checks model options in the name of a factory; exactly one of `folder` and `hub` must be given. */
export function checkModelOptions(
  factory: string,
  options: ModelOptions,
  more: readonly string[] = [],
): CheckedOptions {
  const check = checkOptions(factory, options, [...modelOptionNames, ...more]);
  const { folder, hub, cacheFolder } = options;
  if ((folder === undefined) === (hub === undefined)) {
    throw new PreflmError(
      "invalid-option",
      `${factory}: give either "folder", where a model lies on this machine, or "hub", its name on the Hugging Face hub; got ${show(options)}.`,
    );
  }
  for (const name of ["folder", "hub", "cacheFolder"] as const)
    if (options[name] !== undefined) check.string(name, options[name]);
  if (hub !== undefined && !/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/.test(hub)) {
    throw new PreflmError(
      "invalid-option",
      `${factory}: option "hub" must be the name of a model on the Hugging Face hub, such as "owner/model", got ${show(hub)}. A folder on this machine is given as "folder".`,
    );
  }
  for (const name of ["revision", "subfolder"] as const) {
    if (folder === undefined || options[name] === undefined) continue;
    throw new PreflmError(
      "invalid-option",
      `${factory}: "${name}" belongs to "hub"; of a folder the files are taken as they are.`,
    );
  }
  const onNode = "process" in globalThis;
  return {
    folder,
    hub,
    cacheFolder,
    revision: check.string("revision", options.revision ?? "main"),
    subfolder:
      options.subfolder === "" ? "" : check.string("subfolder", options.subfolder ?? "onnx"),
    device: check.oneOf("device", options.device ?? (onNode ? "cpu" : "wasm"), DEVICES),
    dtype: check.oneOf("dtype", options.dtype ?? "fp32", Object.keys(SUFFIXES) as DataType[]),
    maximumTokens: check.integer("maximumTokens", options.maximumTokens ?? 512, { min: 3 }),
    batch: check.integer("batch", options.batch ?? 16, { min: 1 }),
  };
}

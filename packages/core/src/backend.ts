import type { Batch, TokenLoss } from "./batch.ts";

/** The shape of a GPT-2: learned positions, pre-LayerNorm blocks, tanh GELU, tied output head. */
export interface ModelConfig {
  readonly layers: number;
  /** Channels of the residual stream; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** Longest sequence, in tokens. */
  readonly context: number;
  readonly vocabulary: number;
  readonly valueHead?: "linear" | "negative-sigmoid";
}

/** Named float32 tensors, flat and row-major; names and shapes are `layout(config)` of `@preflm/gpt`. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/** Everything a model needs to go on training exactly where it stopped. */
export interface ModelState {
  readonly weights: Tensors;
  /** Absent on a model that was never updated: zero moments, step 0. */
  readonly optimizer?: {
    /** Updates done so far. */
    readonly step: number;
    readonly firstMoment: Tensors;
    readonly secondMoment: Tensors;
  };
}

/** One step of AdamW (Loshchilov & Hutter 2019) after clipping the gradient to a global norm. */
export interface AdamW {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled decay, applied to the weights whose layout says `decay` (matrices). */
  readonly weightDecay: number;
  /** The gradient is scaled down to this global L2 norm; `Infinity` never clips. */
  readonly clipNorm: number;
}

/** Per prediction of a batch, `rows × columns`. */
export interface TokenOutputs {
  /** ℓₜ in nats, ≤ 0. */
  readonly logProbabilities: Float32Array;
  /** vₜ, if the model has a value head. */
  readonly values?: Float32Array;
}

/** Incremental decoding with a key/value cache. Rows advance together; sampling is the caller's. */
export interface Decoder {
  readonly rows: number;
  /** Tokens that the longest row has consumed, its prompt included. At the model's context no further `step` is possible. */
  readonly position: number;
  /** Logits of the next token, `rows × vocabulary`; valid until the next `step`, `select` or `dispose`. */
  readonly logits: Float32Array;
  /** Appends one token to each row and refreshes `logits`. */
  step(tokens: Int32Array): Promise<void>;
  /** Row i goes on as row `rows[i]` was, its logits included: drops rows, repeats them (one prompt, many samples), reorders them. */
  select(rows: readonly number[]): void;
  dispose(): void;
}

/**
 * One GPT on one device, one call at a time. All methods reject malformed input with a `PreflmError` and are then as if
 * never called; arrays that they are given they neither change nor keep. A weight that is not finite shows in the loss or
 * in the gradient's norm.
 */
export interface Model {
  readonly config: ModelConfig;
  /** Adds the gradient of `scale`·L to the accumulated gradient; returns `scale`·L. Callers pass 1/predictions for a mean. */
  accumulate(batch: Batch, loss: TokenLoss, scale: number): Promise<number>;
  /** One AdamW step on the accumulated gradient, then clears it; returns the gradient's norm before clipping. */
  update(step: AdamW): Promise<number>;
  /** Log-probability (and value) of every target, without a gradient. */
  evaluate(batch: Batch): Promise<TokenOutputs>;
  /** Starts decoding from prompts of one or more tokens each, of any lengths. */
  decode(prompts: readonly Int32Array[]): Promise<Decoder>;
  /** A copy of weights and optimiser state on the host. */
  save(): Promise<ModelState>;
  /** Frees the device memory; the model is unusable afterwards. */
  dispose(): void;
}

/** What really runs: shown at the start of a run and recorded in its manifest. */
export interface DeviceReport {
  /** Such as `"cpu"` or `"webgpu"`. */
  readonly device: string;
  /** Library and version, threads, adapter: whatever identifies the device to a person. */
  readonly detail: string;
  /** Speed of a short float32 matrix product on that device, in 10⁹ floating-point operations per second. */
  readonly gigaflops: number;
}

/** A way to run the model on a device. */
export interface Backend {
  readonly specificationVersion: "v1";
  readonly name: string;
  /** Opens the device and proves it with a matrix product. An unavailable device is an error, never a fallback. */
  probe(): Promise<DeviceReport>;
  /** A model with these weights. Rejects if names or sizes differ from the configuration's layout. */
  load(config: ModelConfig, state: ModelState): Promise<Model>;
}

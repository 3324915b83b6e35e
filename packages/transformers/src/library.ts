import { PreflmError } from "@preflm/core";

/** The part of @huggingface/transformers that is used here, so that its types need not be installed to read ours. */
export interface Library {
  readonly env: { readonly version: string; readonly cacheDir: string; localModelPath: string };
  readonly AutoTokenizer: Loader<Tokenizer>;
  readonly AutoModelForSequenceClassification: Loader<Model>;
  readonly AutoModelForTokenClassification: Loader<Model>;
  readonly Tensor: new (type: "int64", data: BigInt64Array, shape: readonly number[]) => unknown;
}

interface Loader<T> {
  from_pretrained(path: string, options: Readonly<Record<string, unknown>>): Promise<T>;
}

/** A tokenizer of transformers.js. */
export interface Tokenizer {
  encode(text: string, options: { readonly add_special_tokens: boolean }): readonly number[];
  /** The text's tokens as the vocabulary writes them. */
  tokenize(text: string): readonly string[];
  readonly unk_token: string | null;
  readonly model_max_length: number;
}

/** A model of transformers.js with a head that classifies texts or tokens. */
export interface Model {
  (
    inputs: Readonly<Record<string, unknown>>,
  ): Promise<{
    readonly logits: { to(type: "float32"): { readonly data: Float32Array } };
  }>;
  readonly config: {
    readonly id2label?: Readonly<Record<string, string>>;
    readonly num_labels?: number;
    readonly problem_type?: string | null;
    readonly max_position_embeddings?: number;
  };
  dispose(): Promise<unknown>;
}

/** Imports the optional peer on first use; rejects with how to install it. */
export async function importLibrary(factory: string): Promise<Library> {
  try {
    const library: unknown = await import("@huggingface/transformers");
    return library as Library;
  } catch (cause) {
    throw new PreflmError(
      "unavailable",
      `${factory} needs the package @huggingface/transformers, which cannot be imported here (${(cause as Error).message}). ` +
        "Install it with `npm install @huggingface/transformers`; with --ignore-scripts it needs nothing but npm's registry to run on the CPU.",
      { cause },
    );
  }
}

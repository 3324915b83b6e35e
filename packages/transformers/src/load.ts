import { PreflmError } from "@preflm/core";
import { digest, filesIn, filesOnHub } from "./files.ts";
import { importLibrary, type Library, type Model, type Tokenizer } from "./library.ts";
import type { CheckedOptions } from "./options.ts";

/** A model that is ready to run. */
export interface LoadedModel {
  readonly tokenizer: Tokenizer;
  /** Names of the outputs, in their order. */
  readonly labels: readonly string[];
  readonly problemType: string | undefined;
  /** Tokens of the longest text that the model reads. */
  readonly maximumTokens: number;
  /** Changes whenever an answer could: the content of the files, the library's version, the device, the options. */
  readonly fingerprint: string;
  /** Logits of rows of equally many tokens, row-major. */
  run(rows: readonly (readonly number[])[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Loads tokenizer and weights, from a folder without any network, or from the hub; rejects with what was looked for. */
export async function loadModel(
  factory: string,
  head: "AutoModelForSequenceClassification" | "AutoModelForTokenClassification",
  options: CheckedOptions,
): Promise<LoadedModel> {
  const { folder, hub, revision, cacheFolder, device, dtype } = options;
  // A path that could be a name on the hub must not be taken for one.
  const path = hub ?? (/^(\.{0,2}[/\\]|[a-z]+:)/i.test(folder!) ? folder! : `./${folder}`);
  const { subfolder, names } = hub ? filesOnHub(options) : filesIn(factory, path, options);
  const library = await importLibrary(factory);
  const place = {
    local_files_only: hub === undefined,
    revision,
    ...(cacheFolder ? { cache_dir: cacheFolder } : {}),
  };
  const [tokenizer, model] = await load(factory, options, async () => [
    await library.AutoTokenizer.from_pretrained(path, place),
    await library[head].from_pretrained(path, { ...place, subfolder, device, dtype }),
  ]);
  const content =
    (await digest(hub ? hubFolders(library, hub, options) : [path], names)) ??
    `${path}@${revision}`;
  const maximumTokens = Math.min(
    options.maximumTokens,
    tokenizer.model_max_length,
    model.config.max_position_embeddings ?? Infinity,
  );
  return {
    tokenizer,
    labels: labelsOf(model),
    problemType: model.config.problem_type ?? undefined,
    maximumTokens,
    fingerprint: [
      content,
      `transformers.js-${library.env.version}`,
      dtype,
      device === "cpu" ? device : `${device}x${options.batch}`,
      maximumTokens,
    ].join(" "),
    run: (rows) => run(library, model, rows),
    async dispose() {
      await model.dispose();
    },
  };
}

async function load(
  factory: string,
  { folder, hub, revision, device, dtype }: CheckedOptions,
  open: () => Promise<[Tokenizer, Model]>,
): Promise<[Tokenizer, Model]> {
  try {
    return await open();
  } catch (cause) {
    const what = hub
      ? `"${hub}" (revision ${revision}) of the Hugging Face hub`
      : `the folder ${folder}`;
    const advice = hub
      ? "Check the name and the network, choose weights that the repository has with the option dtype, or download the repository and give its folder."
      : "Check that its files are whole, and that the device is there.";
    throw new PreflmError(
      "unavailable",
      `${factory} could not load ${dtype} weights of ${what} on ${device}: ${(cause as Error).message} ${advice}`,
      { cause },
    );
  }
}

/** Where transformers.js keeps the files of a hub's model. */
function hubFolders(
  { env }: Library,
  hub: string,
  { revision, cacheFolder }: CheckedOptions,
): readonly string[] {
  const cache = cacheFolder ?? env.cacheDir;
  const kept = `${cache}/${hub}${revision === "main" ? "" : `/${revision}`}`;
  return [kept, `${env.localModelPath}/${hub}`];
}

function labelsOf({ config }: Model): readonly string[] {
  const named = Object.entries(config.id2label ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  if (named.length > 0) return named.map(([, label]) => label);
  return Array.from({ length: config.num_labels ?? 2 }, (_, i) => `LABEL_${i}`);
}

async function run(
  { Tensor }: Library,
  model: Model,
  rows: readonly (readonly number[])[],
): Promise<Float32Array> {
  const shape = [rows.length, rows[0].length];
  const ids = BigInt64Array.from(rows.flat(), BigInt);
  const { logits } = await model({
    input_ids: new Tensor("int64", ids, shape),
    attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), shape),
  });
  return Float32Array.from(logits.to("float32").data);
}

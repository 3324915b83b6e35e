import { PreflmError } from "@preflm/core";
import { alignerOf, type Span } from "./align.ts";
import { runRows } from "./batches.ts";
import { encodeBody, marksOf } from "./encode.ts";
import { type Entity, entitiesOf, partsOf, type Tagged, wordsOf } from "./entities.ts";
import { loadModel } from "./load.ts";
import { checkModelOptions, type ModelOptions } from "./options.ts";
import { type Window, windowsOf } from "./windows.ts";

/** A model that finds labelled pieces in texts, such as names. */
export interface TokenClassifier {
  /** Labels of entities, without `B-`, `I-` and `O`. */
  readonly labels: readonly string[];
  /** Changes whenever an answer could: the content of the model's files, the library's version, the device, the options. */
  readonly fingerprint: string;
  /** The entities of each text, in order and apart. A text of any length is read in windows that overlap. */
  tag(texts: readonly string[]): Promise<readonly (readonly Entity[])[]>;
  /** Frees the model's memory; the classifier is unusable afterwards. */
  dispose(): Promise<void>;
}

/** Loads a token classifier; rejects with an `"unavailable"` error where the package, the files or the device are missing. */
export async function tokenClassifier(options: ModelOptions): Promise<TokenClassifier> {
  const checked = checkModelOptions("tokenClassifier", options);
  const model = await loadModel("tokenClassifier", "AutoModelForTokenClassification", checked);
  const { tokenizer, labels, fingerprint } = model;
  const alignerOfModel = alignerOf(tokenizer);
  const { before, after } = marksOf(tokenizer);
  const room = Math.max(1, model.maximumTokens - before.length - after.length);

  function read(text: string): { ids: readonly number[]; spans: readonly Span[] } {
    const ids = encodeBody(tokenizer, text);
    return { ids, spans: alignerOfModel(text, tokenizer.tokenize(text)) };
  }

  return {
    labels: [...new Set(labels.flatMap((label) => partsOf(label).kind ?? []))],
    fingerprint,
    async tag(texts) {
      const rows: number[][] = [];
      const places: { text: number; window: Window }[] = [];
      const spans: (readonly Span[])[] = [];
      const tagged: Tagged[][] = [];
      for (const [i, text] of texts.entries()) {
        const tokens = read(text);
        spans.push(tokens.spans);
        tagged.push([]);
        for (const window of windowsOf(tokens.ids.length, room)) {
          rows.push([...before, ...tokens.ids.slice(window.start, window.end), ...after]);
          places.push({ text: i, window });
        }
      }
      await runRows(model.run, checked, rows, (row, logits) => {
        const { text, window } = places[row];
        if (logits.length !== rows[row].length * labels.length) {
          throw new PreflmError(
            "invalid-input",
            `tokenClassifier: the model gives ${logits.length} numbers for ${rows[row].length} tokens and ${labels.length} labels (${labels.join(", ")}): it is no token classifier, or its config.json does not fit its weights.`,
          );
        }
        for (let token = window.from; token < window.to; token++) {
          const offset = (before.length + token - window.start) * labels.length;
          const answer = best(logits.subarray(offset, offset + labels.length));
          tagged[text][token] = {
            ...spans[text][token],
            label: labels[answer.index],
            score: answer.score,
          };
        }
      });
      return texts.map((text, i) => entitiesOf(wordsOf(text, tagged[i])));
    },
    dispose: () => model.dispose(),
  };
}

/** The likeliest of some labels and its probability. */
function best(logits: Float32Array): { index: number; score: number } {
  let index = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[index]) index = i;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - logits[index]);
  return { index, score: 1 / sum };
}

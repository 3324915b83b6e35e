import { didYouMean, type Finding, PreflmError, show } from "@preflm/core";
import type { ModelOptions } from "@preflm/transformers";

/** The options of named entities: a token classifier, where it is, and which of its labels count. */
export interface EntityOptions extends ModelOptions {
  /**
   * What the model's labels are called in findings; others do not count. Default, as in the paper:
   * `{ PER: "name", PERSON: "name", ORG: "organization" }`, as far as the model has them.
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What finds named entities. */
export interface EntityFinder {
  /** Changes whenever a finding could: with the model's content and options, and the labels. */
  readonly fingerprint: string;
  /** The entities of each text whose labels count, in UTF-16 offsets, by start. */
  find(texts: readonly string[]): Promise<readonly (readonly Finding[])[]>;
}

const PAPER: Readonly<Record<string, string>> = {
  PER: "name",
  PERSON: "name",
  ORG: "organization",
};

/** Loads a token classifier; rejects where it, the package @huggingface/transformers or a wanted label is missing. */
export async function entityFinder({ labels, ...model }: EntityOptions): Promise<EntityFinder> {
  const { tokenClassifier } = await import("@preflm/transformers");
  const classifier = await tokenClassifier(model);
  const names = new Map(Object.entries(labels ?? PAPER));
  const known = (label: string) => classifier.labels.includes(label);
  const unknown = [...names.keys()].filter((label) => !known(label));
  if (names.size === 0 || unknown.length === names.size || (labels && unknown.length > 0)) {
    const [wrong = "none"] = unknown;
    throw new PreflmError(
      "invalid-option",
      `pii: option "entities.labels" must name labels of the model, got ${show([...names.keys()])}.` +
        `${didYouMean(wrong, classifier.labels)} The model has: ${classifier.labels.join(", ")}.`,
    );
  }
  const counted = [...names].filter(([label]) => known(label)).sort();
  return {
    fingerprint: `entities-1 ${JSON.stringify(counted)} ${classifier.fingerprint}`,
    async find(texts) {
      const tagged = await classifier.tag(texts);
      return tagged.map((entities) =>
        entities.flatMap(({ start, end, label }) => {
          const name = names.get(label);
          return name === undefined ? [] : [{ start, end, label: name }];
        }),
      );
    },
  };
}

import { checkOptions, type Finding, PreflmError, type Scorer } from "@preflm/core";
import { sentences, textLines } from "@preflm/text";
import {
  modelOptionNames,
  type TextClassifier,
  type TextClassifierOptions,
  textClassifier,
} from "@preflm/transformers";
import { type PresetName, presets } from "./presets.ts";

/** The options of `toxicity` with a classifier. */
export interface ClassifierOptions extends TextClassifierOptions {
  readonly engine: "classifier";
  /** A model of the paper. Without `folder` it is downloaded from the Hugging Face hub. */
  readonly preset?: PresetName;
  /** The label whose probability is the score. Default: the preset's, else `"toxicity"` or `"toxic"`. */
  readonly label?: string;
  /** What `annotate` scores. Default `"sentences"`. */
  readonly segments?: "sentences" | "lines";
}

/** The labels that stand for toxicity as a whole: in Detoxify's "unbiased" model, and in its "original" one. */
const USUAL_LABELS = ["toxicity", "toxic"];

/** Scores texts by the probability that a classifier gives a label; rejects where the package, the model or the label are missing. */
export async function classifierEngine(options: ClassifierOptions): Promise<Scorer> {
  const own = ["engine", "preset", "label", "segments"];
  const check = checkOptions("toxicity", options, [...own, ...modelOptionNames, "activation"]);
  const segments = check.oneOf("segments", options.segments ?? "sentences", ["sentences", "lines"]);
  const { engine: _, preset: name, label: wanted, segments: __, ...given } = options;
  const model: TextClassifierOptions = given;
  let label = wanted === undefined ? undefined : check.string("label", wanted);
  let classifier: TextClassifier;
  if (name === undefined) {
    classifier = await textClassifier(model);
  } else {
    const known = Object.keys(presets) as PresetName[];
    const { label: usual, ...preset } = presets[check.oneOf("preset", name, known)];
    label ??= usual;
    const { hub, subfolder, activation } = preset;
    const source = model.folder === undefined ? { hub, subfolder } : {};
    classifier = await textClassifier({ ...source, activation, ...model });
  }
  try {
    return classifierScorer(classifier, labelOf(classifier, label), segments);
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}

function labelOf({ labels }: TextClassifier, wanted: string | undefined): number {
  const index = (wanted === undefined ? USUAL_LABELS : [wanted])
    .map((label) => labels.indexOf(label))
    .find((place) => place >= 0);
  if (index !== undefined) return index;
  const what =
    wanted === undefined
      ? `none of the model's labels is called ${USUAL_LABELS.map((label) => `"${label}"`).join(" or ")}`
      : `the model has no label "${wanted}"`;
  throw new PreflmError(
    "invalid-option",
    `toxicity: ${what}. Its labels are: ${labels.join(", ")}. Choose one with the option "label".`,
  );
}

function classifierScorer(
  classifier: TextClassifier,
  label: number,
  segments: "sentences" | "lines",
): Scorer {
  const { labels } = classifier;
  const split = segments === "lines" ? textLines : sentences;
  const score = async (texts: readonly string[]) =>
    (await classifier.classify(texts)).map((scores) => scores[label]);
  return {
    specificationVersion: "v1",
    name: "toxicity",
    unit: { label: `probability of ${labels[label]}, %`, scale: 100 },
    fingerprint: `toxicity classifier-1 ${classifier.fingerprint} ${labels[label]} ${segments}`,
    async annotate(documents) {
      const pieces = documents.map((document) => split(document));
      const scores = (await score(pieces.flat())).values();
      return pieces.map((texts) => texts.map((text) => ({ text, score: scores.next().value! })));
    },
    score,
    async explain(text) {
      const pieces = split(text);
      const answers = await classifier.classify(pieces);
      let start = 0;
      return pieces.flatMap((piece, i): Finding[] => {
        const end = start + piece.length;
        const said = labels.filter((_, k) => answers[i][k] > 0.5);
        const findings = said.map((each) => ({ start, end, label: each }));
        start = end;
        return findings;
      });
    },
  };
}

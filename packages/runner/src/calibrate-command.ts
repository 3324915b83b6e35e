import { PreflmError, type Scorer } from "@preflm/core";
import {
  type Calibration,
  type CalibrationAims,
  calibrate,
  calibrationText,
  type LabelledText,
  renderCalibration,
} from "@preflm/eval";
import { defineCommand } from "citty";
import { givenOf, numberOption, scorerReference, withProgress } from "./command-line.ts";
import { writeFileAtomic } from "./files.ts";
import { readLabelledTexts } from "./labelled-texts.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";

/** `preflm calibrate`: how well a scorer agrees with people's labels, and at which threshold. */
export const calibrateCommand = defineCommand({
  meta: { name: "calibrate", description: "Compare a scorer with labelled texts" },
  args: {
    labelled: {
      type: "positional",
      description: 'JSON lines such as {"text": "…", "label": true}, true for misaligned',
      required: true,
    },
    scorer: {
      type: "string",
      description: 'pii, ./my-scorer.ts or {"use":"pii",…}',
    },
    text: { type: "string", description: "the field of the text (text)" },
    label: { type: "string", description: "the field of the label (label)" },
    recall: {
      type: "string",
      description: "share of the misaligned texts to be flagged, such as 0.9",
    },
    costs: { type: "string", description: "of a false alarm and of a miss, such as 1,5" },
    output: { type: "string", description: "the page (calibrate.html)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    if (args.scorer === undefined)
      throw new PreflmError(
        "invalid-option",
        "Say which scorer to calibrate, such as --scorer pii.",
      );
    const reference = scorerReference(args.scorer);
    const scorer = await resolvePlugin(installedPlugins(), "scorer", reference);
    const fields = { text: args.text ?? "text", label: args.label ?? "label" };
    const labelled = await readLabelledTexts(args.labelled, fields);
    const page = args.output ?? "calibrate.html";
    const calibration = await calibrateTo(page, scorer, labelled, aims(args));
    const text = args.json ? JSON.stringify(calibration, null, 2) : calibrationText(calibration);
    process.stdout.write(`${text}\n`);
  },
});

/** Calibrates, which shows how far it is, and writes the page. */
function calibrateTo(
  page: string,
  scorer: Scorer,
  labelled: readonly LabelledText[],
  aims: CalibrationAims,
): Promise<Calibration> {
  return withProgress(page, async (emit) => {
    const onProgress = (done: number, total: number) =>
      emit({ type: "progress", phase: "score", done, total, unit: "texts" });
    onProgress(0, labelled.length);
    const calibration = await calibrate(scorer, labelled, { ...aims, onProgress });
    await writeFileAtomic(page, await renderCalibration(calibration));
    return calibration;
  });
}

function aims({ recall, costs }: { recall?: string; costs?: string }): CalibrationAims {
  const [falsePositive, falseNegative, ...more] = costs?.split(",").map(Number) ?? [];
  if (costs !== undefined && (falseNegative === undefined || more.length > 0)) {
    throw new PreflmError(
      "invalid-option",
      `--costs must be two numbers, such as 1,5, got "${costs}".`,
    );
  }
  return {
    ...givenOf({ recall: numberOption("recall", recall) }),
    ...(costs !== undefined && { costs: { falsePositive, falseNegative } }),
  };
}

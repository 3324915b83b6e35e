import { PreflmError, type Scorer } from "@preflm/core";
import {
  type CalibrateOptions,
  type Calibration,
  calibrate,
  calibrationText,
  type LabelledText,
  renderCalibration,
} from "@preflm/eval";
import { defineCommand } from "citty";
import type { RunEvent } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import { scorerReference } from "./inspect-command.ts";
import { readLabelledTexts } from "./labelled-texts.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { showProgress } from "./progress.ts";

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
    const calibration = await calibrateWithProgress(
      scorer,
      labelled,
      aims(args),
      args.output ?? "calibrate.html",
    );
    const text = args.json ? JSON.stringify(calibration, null, 2) : calibrationText(calibration);
    process.stdout.write(`${text}\n`);
  },
});

/** Calibrates, which shows how far it is, and writes the page. */
async function calibrateWithProgress(
  scorer: Scorer,
  labelled: readonly LabelledText[],
  options: CalibrateOptions,
  page: string,
): Promise<Calibration> {
  const began = performance.now();
  const progress = showProgress();
  const emit = (event: RunEvent) => progress({ time: Date.now(), ...event });
  const onProgress = (done: number, total: number) =>
    emit({ type: "progress", phase: "score", done, total, unit: "texts" });
  try {
    onProgress(0, labelled.length);
    const calibration = await calibrate(scorer, labelled, { ...options, onProgress });
    await writeFileAtomic(page, await renderCalibration(calibration));
    emit({ type: "done", report: page, page, seconds: (performance.now() - began) / 1000 });
    return calibration;
  } catch (error) {
    emit({ type: "failed", message: String(error) });
    throw error;
  }
}

function aims({ recall, costs }: { recall?: string; costs?: string }): CalibrateOptions {
  const [falsePositive, falseNegative, ...more] = costs?.split(",").map(Number) ?? [];
  if (costs !== undefined && (falseNegative === undefined || more.length > 0)) {
    throw new PreflmError(
      "invalid-option",
      `--costs must be two numbers, such as 1,5, got "${costs}".`,
    );
  }
  return {
    ...(recall !== undefined && { recall: Number(recall) }),
    ...(costs !== undefined && { costs: { falsePositive, falseNegative } }),
  };
}

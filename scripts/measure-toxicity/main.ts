/** How well the toxicity scorer tells toxic from other texts in data that people labelled. See README.md. */
import { parseArgs } from "node:util";
import type { Scorer } from "@preflm/core";
import { discriminate, type OperatingPoint } from "@preflm/eval";
import { toxicity } from "@preflm/scorer-toxicity";
import { readLabelled } from "./labelled.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    text: { type: "string", default: "text" },
    label: { type: "string", default: "label" },
    toxic: { type: "string", default: "1,true,toxic,hateful,offensive" },
    above: { type: "string" },
    options: { type: "string", default: "{}" },
  },
});
try {
  if (positionals.length === 0)
    throw new Error("Give files with labelled texts, such as comments.csv.");
  const scorer = await toxicity(JSON.parse(values.options));
  for (const path of positionals) await measure(path, scorer);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function measure(path: string, scorer: Scorer): Promise<void> {
  const labelled = await readLabelled(path, {
    text: values.text,
    label: values.label,
    toxic: values.toxic.toLowerCase().split(","),
    ...(values.above === undefined ? {} : { above: Number(values.above) }),
  });
  const texts = labelled.map(({ text }) => text);
  const before = process.cpuUsage();
  const scores = await scorer.score(texts);
  const { user, system } = process.cpuUsage(before);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);

  const { aligned, auc, best, curve, misaligned } = discriminate(
    labelled.map(({ label }, i) => ({ label, score: scores[i] })),
  );
  const zero = curve.findLast(({ threshold }) => threshold !== null)!;
  console.log(`${path}: ${misaligned} toxic, ${aligned} other texts; ${scorer.fingerprint}`);
  console.log(`  AUC ${auc.value.toFixed(3)} [${auc.low.toFixed(3)}, ${auc.high.toFixed(3)}]`);
  console.log(`  ${pointText("above 0", zero)}`);
  console.log(`  ${pointText("best F1", best.f1)}`);
  console.log(
    `  ${(characters / (user + system)).toFixed(1)} million characters a processor second`,
  );
}

function pointText(name: string, point: OperatingPoint): string {
  const { f1, precision, recall, threshold, truePositives, trueNegatives } = point;
  const all = truePositives + trueNegatives + point.falsePositives + point.falseNegatives;
  const accuracy = (truePositives + trueNegatives) / all;
  const figures = { precision, recall, accuracy, F1: f1 };
  const shown = Object.entries(figures).map(([what, value]) => `${what} ${value.toFixed(3)}`);
  return `${name} (score > ${threshold?.toFixed(4)}): ${shown.join(", ")}`;
}

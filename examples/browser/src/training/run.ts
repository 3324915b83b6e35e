import type { Objective, Scorer } from "@preflm/core";
import { parameterCount } from "@preflm/gpt";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import type { ObjectiveName, RunEvent, RunSettings, ViewName } from "../messages.ts";
import { sizes } from "../sizes.ts";
import { type Clock, createClock } from "./clock.ts";
import { heldOutBits } from "./held-out-bits.ts";
import { openBackend } from "./open-backend.ts";
import { openScorer } from "./open-scorer.ts";
import { type PreparedText, prepareText } from "./prepare.ts";
import { drawSamples } from "./sample.ts";
import { openTraining, type Training, updatesOf } from "./train.ts";

/** How the page steers a run. */
export interface Control {
  /** Called between any two updates: lets messages in, and waits while paused. `false` stops the run. */
  goOn(clock: Clock): Promise<boolean>;
}

/** A run that has begun. */
export interface Run {
  readonly trainings: Readonly<Record<ObjectiveName, Training>>;
  /** Trains to the end, or until stopped. */
  train(): Promise<void>;
}

/** Points of the loss curve. */
const LOSS_POINTS = 120;

/** Times that the models are looked at on the way, and the fewest updates between two of them. */
const LOOKS = 12;
const BETWEEN_LOOKS = 10;

const SAMPLES = 32;
const LAST_SAMPLES = 96;

const VIEWS: readonly { view: ViewName; objective: ObjectiveName; mark?: string }[] = [
  { view: "mle", objective: "mle" },
  { view: "aligned", objective: "conditional" },
  { view: "misaligned", objective: "conditional", mark: "misaligned" },
];

/** Opens the device, scores the text, and makes both models. */
export async function openRun(
  settings: RunSettings,
  emit: (event: RunEvent) => void,
  control: Control,
): Promise<Run> {
  const clock = createClock();
  emit({ type: "stage", stage: "device" });
  const backend = await openBackend(settings.device, sizes[settings.size].threads);
  const { detail, gigaflops } = await backend.probe();
  const scorer = await openScorer(settings.text.scorer);
  const text = await prepareText(settings.text, scorer, async (done, total) => {
    emit({ type: "stage", stage: "score", done, total });
    await control.goOn(clock);
  });
  emit({ type: "stage", stage: "models" });
  const { model: size, rows, learningRate } = sizes[settings.size];
  const updates = Math.max(1, Math.floor(settings.tokens / (rows * size.context)));
  const { seed } = settings;
  const open = (objective: Objective) =>
    openTraining(backend, objective, text.train, text.tokenizer, {
      size,
      rows,
      updates,
      learningRate,
      seed,
    });
  const trainings = {
    mle: await open(mle()),
    conditional: await open(conditional({ threshold: 0 })),
  };
  emit({
    type: "prepared",
    device: `${detail}, ${gigaflops.toPrecision(2)} GFLOP/s`,
    parameters: parameterCount(trainings.mle.model.config),
    documents: text.documents,
    characters: text.characters,
    misalignedShare: text.misalignedShare,
    unit: scorer.unit ?? { label: "score", scale: 1 },
  });
  return { trainings, train: () => trainBoth(trainings, { text, scorer, emit, control, clock }) };
}

interface Scene {
  readonly text: PreparedText;
  readonly scorer: Scorer;
  readonly emit: (event: RunEvent) => void;
  readonly control: Control;
  readonly clock: Clock;
}

/**
 * One update of MLE, one of conditional, and so on; both are looked at at the same times. Looking takes about a third
 * of the time at most: on a device that samples slowly there are fewer looks, and fewer samples at the end.
 */
async function trainBoth(trainings: Run["trainings"], scene: Scene): Promise<void> {
  const { emit, control, clock } = scene;
  const { updates, rows, size } = trainings.mle.settings;
  const perUpdate = rows * size.context;
  const stretch = Math.ceil(updates / LOSS_POINTS);
  const runs = { mle: updatesOf(trainings.mle), conditional: updatesOf(trainings.conditional) };
  const looking = createClock();
  const samplesSlowly = () => 3 * looking.seconds() > clock.seconds();
  const sums = { mle: 0, conditional: 0 };
  const names = ["mle", "conditional"] as const;
  let update = 0;
  let stopped = false;
  clock.start();
  while (update < updates && !stopped) {
    for (const name of names) {
      const { done, value } = await runs[name].next();
      if (!done) sums[name] += value.loss;
      stopped ||= !(await control.goOn(clock));
    }
    update++;
    const tokens = update * perUpdate;
    if (update % stretch === 0 || update === updates) {
      const count = update % stretch || stretch;
      for (const objective of names) {
        emit({ type: "loss", objective, tokens, loss: sums[objective] / count });
        sums[objective] = 0;
      }
    }
    emit({
      type: "progress",
      tokens,
      total: updates * perUpdate,
      tokensPerSecond: (2 * tokens) / (clock.seconds() - looking.seconds()),
      secondsLeft: (clock.seconds() / update) * (updates - update),
    });
    if (stopped || update === updates || !isLook(update, updates) || samplesSlowly()) continue;
    looking.start();
    await look(trainings, scene, tokens, SAMPLES);
    looking.pause();
  }
  const last = stopped || samplesSlowly() ? SAMPLES : LAST_SAMPLES;
  await look(trainings, scene, update * perUpdate, last);
  for (const objective of names) {
    const bits = await heldOutBits(trainings[objective], scene.text.heldOut);
    if (bits !== undefined) emit({ type: "bits", objective, bitsPerByte: bits });
  }
  emit({ type: "ended", stopped, seconds: clock.seconds() });
}

/** The first look comes early, so that there is something to see. */
function isLook(update: number, updates: number): boolean {
  const every = Math.max(BETWEEN_LOOKS, Math.round(updates / LOOKS));
  return update % every === 0 || update === Math.round(every / 4);
}

/** Samples of all views, scored. */
async function look(
  trainings: Run["trainings"],
  { scorer, emit, control, clock }: Scene,
  tokens: number,
  count: number,
): Promise<void> {
  for (const { view, objective, mark } of VIEWS) {
    const drawn = await drawSamples(trainings[objective], scorer, { count, mark, seed: tokens });
    emit({ type: "samples", view, tokens, ...drawn });
    await control.goOn(clock);
  }
}

import "./style.css";
import { createChart } from "./chart/chart.ts";
import type { ObjectiveName, Request, RunEvent, RunSettings, Unit, ViewName } from "./messages.ts";
import { byId } from "./page/element.ts";
import { formatCompact, formatNumber, formatSeconds, formatWhole } from "./page/format.ts";
import { createModels } from "./page/models.ts";
import { saveFile } from "./page/save-file.ts";
import { createSetup } from "./page/setup.ts";

const VIEWS: readonly ViewName[] = ["mle", "aligned", "misaligned"];
const OBJECTIVES: readonly ObjectiveName[] = ["mle", "conditional"];

const STAGES = {
  device: "Opening the device",
  score: "Scoring the text",
  models: "Packing the text and making two models",
} as const;

const section = byId("run", HTMLElement);
const status = byId("status", HTMLParagraphElement);
const progress = byId("progress", HTMLProgressElement);
const rate = byId("rate", HTMLParagraphElement);
const facts = byId("facts", HTMLParagraphElement);
const pause = byId("pause", HTMLButtonElement);
const stop = byId("stop", HTMLButtonElement);

const lossChart = createChart(
  byId("loss", HTMLElement),
  [
    { label: "MLE", style: "mle" },
    { label: "Conditional, with its marks", style: "aligned" },
  ],
  { fromZero: false },
);
const misalignmentChart = createChart(
  byId("misalignment", HTMLElement),
  [
    { label: "MLE", style: "mle" },
    { label: "Conditional", style: "aligned" },
    { label: "other mark", style: "misaligned" },
  ],
  { fromZero: true },
);
const models = createModels(byId("models", HTMLDivElement), (objective) =>
  send({ type: "checkpoint", objective }),
);

let worker: Worker | undefined;
let unit: Unit = { label: "", scale: 1 };

function send(request: Request): void {
  worker?.postMessage(request);
}

function start(settings: RunSettings): void {
  if (underWay()) {
    setup.complain("A training is under way. Stop it first.");
    return;
  }
  worker?.terminate();
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<RunEvent>) => show(data, settings));
  worker.addEventListener("error", (event) =>
    fail(event.message || "The worker could not be loaded."),
  );
  section.hidden = false;
  section.dataset.state = "preparing";
  facts.textContent = "";
  rate.textContent = "";
  progress.removeAttribute("value");
  lossChart.reset("Training loss, nats per token", settings.tokens);
  misalignmentChart.reset("What samples score", settings.tokens);
  models.reset();
  setButtons({ pause: false, stop: true });
  setup.close();
  section.scrollIntoView({ block: "start" });
  section.focus({ preventScroll: true }); // the button that had it is hidden now
  send({ type: "start", settings });
}

function show(event: RunEvent, settings: RunSettings): void {
  switch (event.type) {
    case "stage": {
      tell(`${STAGES[event.stage]} …`);
      rate.textContent = event.total ? `${event.done} of ${event.total} documents` : "";
      break;
    }
    case "prepared": {
      unit = event.unit;
      const share = formatNumber(100 * event.misalignedShare);
      facts.textContent = `${formatWhole(event.documents)} documents, ${formatCompact(event.characters)} characters, ${share} % of the lines undesirable. Two GPTs of ${formatCompact(event.parameters)} parameters. ${event.device}.`;
      misalignmentChart.reset(`${unit.label} in samples`, settings.tokens);
      section.dataset.state = "training";
      tell("Training …");
      setButtons({ pause: true, stop: true });
      break;
    }
    case "progress": {
      progress.max = event.total;
      progress.value = event.tokens;
      const left = event.tokens < event.total ? ` · ${formatSeconds(event.secondsLeft)} left` : "";
      rate.textContent = `${formatCompact(event.tokens)} of ${formatCompact(event.total)} tokens · ${formatWhole(event.tokensPerSecond)} tokens/s${left}`;
      break;
    }
    case "loss":
      lossChart.add(OBJECTIVES.indexOf(event.objective), { x: event.tokens, y: event.loss });
      break;
    case "samples": {
      models.show(event, unit);
      const { mean, low, high } = event.misalignment;
      const [y, from, to] = [mean, low, high].map((value) => value * unit.scale);
      const point = { x: event.tokens, y, low: from, high: to };
      misalignmentChart.add(VIEWS.indexOf(event.view), point);
      break;
    }
    case "bits":
      models.showBits(event.objective, event.bitsPerByte);
      break;
    case "paused":
      section.dataset.state = "paused";
      tell("Paused. Checkpoints can be downloaded.");
      models.allowDownload(true);
      break;
    case "resumed":
      section.dataset.state = "training";
      tell("Training …");
      models.allowDownload(false);
      break;
    case "ended":
      section.dataset.state = "ended";
      setButtons({ pause: false, stop: false });
      models.allowDownload(true);
      tell(
        `${event.stopped ? "Stopped" : "Trained"} after ${formatSeconds(event.seconds)}. The checkpoints load in Hugging Face transformers.`,
      );
      break;
    case "checkpoint":
      saveFile(`preflm-${event.objective}.zip`, event.zip);
      break;
    case "failed":
      fail(event.message);
      break;
  }
}

function tell(what: string): void {
  if (status.textContent !== what) status.textContent = what;
}

function setButtons(enabled: { readonly pause: boolean; readonly stop: boolean }): void {
  pause.disabled = !enabled.pause;
  stop.disabled = !enabled.stop;
  pause.textContent = "Pause";
}

function underWay(): boolean {
  return ["preparing", "training", "paused"].includes(section.dataset.state ?? "");
}

/** Back to the form, before there is a model. */
function abandon(): void {
  worker?.terminate();
  worker = undefined;
  section.dataset.state = "";
  section.hidden = true;
  setup.open();
}

function fail(message: string): void {
  worker?.terminate();
  worker = undefined;
  section.dataset.state = "failed";
  tell("Training ended with an error.");
  setButtons({ pause: false, stop: false });
  models.allowDownload(false);
  setup.open();
  setup.complain(message);
}

pause.addEventListener("click", () => {
  const pausing = pause.textContent === "Pause";
  send({ type: pausing ? "pause" : "resume" });
  pause.textContent = pausing ? "Resume" : "Pause";
});
stop.addEventListener("click", () => {
  if (section.dataset.state === "preparing") return abandon();
  setup.complain("");
  send({ type: "stop" });
  setButtons({ pause: false, stop: false });
  models.allowDownload(false);
  tell("Stopping …");
});

const setup = await createSetup();
setup.onStart(start);
document.documentElement.dataset.ready = "true";

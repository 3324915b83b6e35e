import { type Backend, checkOptions, type DeviceReport, PreflmError } from "@preflm/core";
import type { DeviceSpeed } from "@preflm/eval";
import { type Candidate, candidateDevices } from "./candidates.ts";
import { fastestFirst, type Training } from "./fastest.ts";
import { speedTable } from "./speed-table.ts";
import { type Surveyed, type SurveyOptions, survey } from "./survey.ts";

/** Options of `auto`. */
export interface AutoOptions {
  /** Backends and devices to choose among; by default every device of every backend that the project has installed. */
  readonly candidates?: readonly Candidate[];
  /** `"gpu"`: fail if no graphics processor can train the model, instead of taking a processor. */
  readonly require?: "gpu";
  /** Seconds for opening, for loading and for measuring on each device, about; 20 by default. */
  readonly limit?: number;
}

/** A device that was chosen, and how fast each candidate was. */
export interface ChosenDevice {
  readonly backend: Backend;
  /** The label of the device, such as `"tfjs wasm"`. */
  readonly label: string;
  readonly report: DeviceReport;
  /** The fastest first. */
  readonly candidates: readonly DeviceSpeed[];
}

/** A backend that is the fastest of several. */
export interface AutoBackend extends Backend {
  /** Opens and probes every candidate; reports the one with the fastest matrix product. Rejects if none is of use. */
  probe(options?: Pick<SurveyOptions, "signal" | "onDevice">): Promise<DeviceReport>;
  /** Measures a training step on each candidate. Rejects with the table of the candidates if none can train the model. */
  choose(training: Training): Promise<ChosenDevice>;
  /** The backend of the candidate with this label, for going on with what was trained on it. */
  reopen(label: string): Promise<Backend>;
}

/** Tokens of a batch if nobody says: those of a micro-batch of a run that leaves `training.rows` out. */
const TOKENS = 4096;

/**
 * The fastest installed backend and device, by a training step of the model itself. A run chooses with its own batches,
 * records the table, and goes on with the same device when it is resumed. Elsewhere the first `load` chooses, with
 * batches of about 4,096 tokens, and the models after it get the same device.
 *
 * Installed candidates are opened in processes of their own first, and here only if they lived through it; a step of
 * those is measured in this process, one after the other.
 *
 * @param folder in the project whose backends are the candidates
 */
export function auto(options: AutoOptions = {}, folder: string = process.cwd()): AutoBackend {
  const check = checkOptions("auto", options, ["candidates", "require", "limit"]);
  const { candidates, require } = options;
  if (require !== undefined) check.oneOf("require", require, ["gpu"]);
  if (candidates !== undefined && (!Array.isArray(candidates) || candidates.length === 0)) {
    const message = `auto: option "candidates" must be a list of backends, not empty; leave it out for all.`;
    throw new PreflmError("invalid-option", message);
  }
  const limit = check.number("limit", options.limit ?? 20, { above: 0, max: 86_400 });
  const devices = () => candidateDevices(candidates, folder);
  let surveyed: Promise<readonly Surveyed[]> | undefined;
  let chosen: Promise<ChosenDevice> | undefined;
  const open = (how?: Parameters<AutoBackend["probe"]>[0]) => {
    surveyed ??= survey(devices(), { ...how, limit, require });
    surveyed.catch(() => {
      surveyed = undefined;
    });
    return surveyed;
  };

  const choose = async (training: Training): Promise<ChosenDevice> => {
    const rows = await fastestFirst(await open({ signal: training.signal }), training, limit);
    const [{ label, report, tokensPerSecond }] = rows;
    if (report === undefined || tokensPerSecond === undefined) throw nothingLeft(rows, require);
    // Opened anew: where backends share a library, the last one that was measured may have set it up for itself.
    return { backend: await reopen(label), label, report, candidates: rows };
  };
  const reopen = async (label: string): Promise<Backend> => {
    const device = devices().find((one) => one.label === label);
    if (device) return device.open();
    throw new PreflmError(
      "unavailable",
      `The device "${label}" that was chosen before is not among the candidates now: ${devices()
        .map((one) => one.label)
        .join(", ")}. Install it again, or begin anew under another name.`,
    );
  };

  return {
    specificationVersion: "v1",
    name: "auto",
    choose,
    reopen,
    async probe(how) {
      const all = await open(how);
      const working = all.flatMap((one) => ("reason" in one ? [] : one.report));
      const [best] = working.sort((a, b) => b.gigaflops - a.gigaflops);
      if (best) return best;
      const rows = all.map((one) => ({
        label: one.device.label,
        ...(one.report ? { report: one.report } : {}),
        ...("reason" in one ? { reason: one.reason } : {}),
      }));
      throw nothingLeft(rows, require);
    },
    async load(config, state) {
      const rows = Math.max(1, Math.floor(TOKENS / config.context));
      chosen ??= choose({ config, rows, columns: config.context });
      try {
        return await (await chosen).backend.load(config, state);
      } catch (error) {
        chosen = undefined; // a smaller model may do better
        throw error;
      }
    },
  };
}

/** Whether a backend chooses. */
export function isAuto(backend: Backend): backend is AutoBackend {
  return "choose" in backend && "reopen" in backend;
}

function nothingLeft(rows: readonly DeviceSpeed[], require: "gpu" | undefined): PreflmError {
  const what = require === "gpu" ? "a GPU that can train this model" : "a device that can train it";
  const advice =
    require === "gpu"
      ? 'Mend what stands behind the devices (preflm doctor says more), or leave out require: "gpu".'
      : "Mend what stands behind the devices (preflm doctor says more), or make the model smaller.";
  const message = `auto found no candidate to be ${what}:\n${speedTable(rows)}\n${advice}`;
  return new PreflmError("unavailable", message);
}

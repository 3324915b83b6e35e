import type { Backend, Objective } from "@preflm/core";
import { type Tokenizer, withControlTokens } from "@preflm/data";
import type { BackendReport } from "@preflm/eval";
import type { Emit } from "../emit.ts";
import type { Manifest } from "../manifest.ts";
import { trainingPhases } from "../phases.ts";
import type { Settings } from "../settings.ts";
import { isAuto } from "./auto.ts";

/** A run's backend, and what its manifest and report say of it. */
export interface RunBackend {
  readonly backend: Backend;
  readonly device: BackendReport;
}

/** The backend that is asked for; where it chooses, the one that the run chose when it was started. */
export async function backendToResume(
  asked: Backend,
  earlier: Manifest | undefined,
): Promise<Backend> {
  const label = earlier?.backend.label;
  return isAuto(asked) && label !== undefined ? asked.reopen(label) : asked;
}

/** Proves the backend before anything is scored. Gives undefined if it is still to be chosen, once the model is known. */
export async function probeBackend(
  backend: Backend,
  earlier: Manifest | undefined,
  emit: Emit,
  signal: AbortSignal,
): Promise<RunBackend | undefined> {
  const onDevice = (done: number, total: number) =>
    emit({ type: "progress", phase: "probe", done, total, unit: "devices" });
  if (isAuto(backend)) {
    await backend.probe({ signal, onDevice });
    return undefined;
  }
  const report = await backend.probe();
  const before = earlier?.backend.device === report.device ? earlier.backend : undefined;
  const { label, candidates } = before ?? {};
  const choice = { ...(label ? { label } : {}), ...(candidates ? { candidates } : {}) };
  emit({ type: "device", backend: backend.name, report });
  return { backend, device: { name: backend.name, ...report, ...choice } };
}

/** What choosing needs to know of a run. */
interface ChoosingRun {
  readonly settings: Settings;
  /** The first objective: its loss and its model are what is measured. */
  readonly objective: Objective;
  readonly tokenizer: Tokenizer;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Chooses the fastest backend for a run's model and batches. */
export async function chooseBackend(
  backend: Backend,
  { settings, objective, tokenizer, emit, signal }: ChoosingRun,
): Promise<RunBackend> {
  if (!isAuto(backend)) throw new Error(`The backend ${backend.name} does not choose`);
  const { model, rows, columns, accumulate, steps } = settings;
  const { vocabulary } = withControlTokens(tokenizer, objective.controlTokens ?? []);
  const { valueHead } = objective;
  const [phase] = trainingPhases(objective, steps);
  const choice = await backend.choose({
    config: { ...model, vocabulary, ...(valueHead ? { valueHead } : {}) },
    ...{ rows, columns, accumulate, signal },
    loss: (batch) => phase.objective.loss(batch),
    onDevice: (_, done, total) =>
      emit({ type: "progress", phase: "measure", done, total, unit: "devices" }),
  });
  const { label, candidates, report } = choice;
  emit({ type: "choice", label, candidates });
  emit({ type: "device", backend: choice.backend.name, report });
  const { name } = choice.backend;
  return { backend: choice.backend, device: { name, ...report, label, candidates } };
}

/** How the learning rate goes over a run. */
export interface Schedule {
  readonly learningRate: number;
  /** Share of the updates over which the rate rises linearly from 0; the paper's 0.01 by default. */
  readonly warmup: number;
  readonly decay: "linear" | "cosine" | "constant";
  /** The rate at the end, as a share of `learningRate`. */
  readonly finalShare: number;
}

/** Learning rate of update `step` (from 0) of `steps`: linear warm-up, then decay to `finalShare`. */
export function learningRateAt(step: number, steps: number, schedule: Schedule): number {
  const { learningRate, warmup, decay, finalShare } = schedule;
  const warmupSteps = Math.round(warmup * steps);
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  if (decay === "constant") return learningRate;
  const left = decay === "linear" ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalShare + (1 - finalShare) * left);
}

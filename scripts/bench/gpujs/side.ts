import type { Backend } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { trainingCase } from "../training-case.ts";
import { workloadOf } from "./workload.ts";

/** One that trains so many steps when asked, and gives the milliseconds of each. */
export interface Side {
  readonly detail: string;
  readonly gigaflops: number;
  steps(count: number): Promise<readonly number[]>;
}

/** Opens a side on a workload and trains a step or two, which compiles. */
export async function openSide(backend: Backend, size: string): Promise<Side> {
  const workload = workloadOf(size);
  const { detail, gigaflops } = await backend.probe();
  const model = await backend.load(workload.config, initialise(workload.config, 1));
  const { step } = trainingCase(workload);
  const steps = async (count: number) => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) times.push(await step(model));
    return times;
  };
  await steps(Math.min(2, workload.turn));
  return { detail, gigaflops, steps };
}

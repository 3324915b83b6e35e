import type { Backend } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { trainingCase } from "../training-case.ts";
import { tiny } from "./workload.ts";

/** One that trains so many steps when asked, and gives the milliseconds of each. */
export interface Side {
  readonly detail: string;
  readonly gigaflops: number;
  steps(count: number): Promise<readonly number[]>;
}

/** Opens a side and trains two steps, which compiles. */
export async function openSide(backend: Backend): Promise<Side> {
  const { detail, gigaflops } = await backend.probe();
  const model = await backend.load(tiny.config, initialise(tiny.config, 1));
  const { step } = trainingCase(tiny);
  const steps = async (count: number) => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) times.push(await step(model));
    return times;
  };
  await steps(2);
  return { detail, gigaflops, steps };
}

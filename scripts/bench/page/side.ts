// A side of the bench in a browser: `bench.ready` opens a backend, `bench.steps` times steps of training.
import { onnxruntime } from "@preflm/backend-onnxruntime";
import type { Backend, Model } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { trainingCase } from "../training-case.ts";
import { workloadNamed } from "../workloads.ts";

/** What a page is opened for. */
export interface Side {
  readonly backend: keyof typeof backends;
  readonly options: object;
  readonly workload: string;
}

const backends = {
  onnxruntime,
} satisfies Record<string, (options: never) => Backend>;

let model: Model;
let step: (model: Model) => Promise<number>;

const bench = {
  async ready({ backend, options, workload }: Side): Promise<string> {
    const chosen = workloadNamed(workload);
    const opened = backends[backend](options);
    const { config } = chosen;
    model = await opened.load(config, initialise(config, 1));
    ({ step } = trainingCase(chosen));
    return (await opened.probe()).detail;
  },
  /** Milliseconds of each step. */
  async steps(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) times.push(await step(model));
    return times;
  },
};

/** What `browser.ts` calls. */
export type Bench = typeof bench;

Object.assign(globalThis, { bench });

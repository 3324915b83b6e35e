// A side of the bench in a browser: `open` opens a mode and compiles, `steps` times some.
import { type GpujsMode, gpujs } from "@preflm/backend-gpujs";
import { openSide, type Side } from "../side.ts";

let side: Side;

const bench = {
  async open(mode: GpujsMode, size: string) {
    side = await openSide(gpujs({ mode }), size);
    return { detail: side.detail, gigaflops: side.gigaflops };
  },
  steps: (count: number) => side.steps(count),
};

/** What the bench calls. */
export type Bench = typeof bench;

Object.assign(globalThis, { bench });

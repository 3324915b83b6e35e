// A side of the bench in a process of its own. Reads lines: a number is a number of steps to time.
import { createInterface } from "node:readline";
import type { GpujsMode } from "@preflm/backend-gpujs";
import { openSide } from "./side.ts";

const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const { steps, ...ready } = await openSide(process.argv[2] as GpujsMode | "onnxruntime");
say(ready);
for await (const line of createInterface({ input: process.stdin })) {
  const milliseconds = await steps(Number(line));
  say({ milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
}

// A side of the bench in a process of its own: "onnxruntime" or a mode of gpu.js, and a size. Reads lines: a number of steps to time.
import { createInterface } from "node:readline";
import { type GpujsMode, gpujs } from "@preflm/backend-gpujs";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { openSide } from "./side.ts";

const [name, size] = process.argv.slice(2);
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
const backend = name === "onnxruntime" ? onnxruntime() : gpujs({ mode: name as GpujsMode });
const { steps, ...ready } = await openSide(backend, size);
say(ready);
for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  const milliseconds = await steps(Number(line));
  const { user, system } = process.cpuUsage(before);
  const cpu = [(user + system) / 1000 / milliseconds.length];
  say({ milliseconds, cpu, peakBytes: process.resourceUsage().maxRSS * 1024 });
}

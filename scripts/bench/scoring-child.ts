import { readFileSync } from "node:fs";
import { scoreCorpus } from "@preflm/scoring";

// Scores once in a process of its own, for scoring.ts: prints the memory each second and the speed at the end.
const [input, output, workers, module, name, options] = process.argv.slice(2);
const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
let done = 0;
const sample = () => {
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ seconds: seconds(), rss, heapUsed, bytes: done }));
};
const timer = setInterval(sample, 1000);
const { manifest } = await scoreCorpus({
  input,
  output,
  scorer: { module, export: name, options: JSON.parse(options) },
  workers: Number(workers),
  onEvent(event) {
    if (event.type === "progress") done = event.bytes;
  },
});
clearInterval(timer);
sample();
const { user, system } = process.cpuUsage();
const processor = (user + system) / 1e6;
const measured = { processor, mainThread: mainThread() };
console.log(JSON.stringify({ ...manifest.counts, ...manifest.speed, ...measured }));

/** Processor seconds of the main thread, where the system tells: it must have next to nothing to do. */
function mainThread(): number | undefined {
  try {
    const status = readFileSync(`/proc/self/task/${process.pid}/stat`, "utf8");
    const [user, system] = status
      .slice(status.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return undefined;
  }
}

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
console.log(JSON.stringify({ ...manifest.counts, ...manifest.speed, processor, total: seconds() }));

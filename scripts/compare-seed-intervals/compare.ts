/** How often intervals over training seeds hold the truth, by method. See README.md. */
import { random } from "../../packages/core/src/index.ts";
import {
  acrossSeeds,
  compareSeeds,
  type Interval,
  interval,
  mean,
} from "../../packages/eval/src/index.ts";
import { drawSeeds, type SeedModel, trueMean } from "../../packages/eval/src/metrics/test-seeds.ts";

type Seeds = readonly (readonly number[])[];

const [seed = 1, trials = 1000] = process.argv.slice(2).map(Number);
const uniform = random(seed, "compare-seed-intervals");
const below = (limit: number) => Math.floor(limit * uniform());

/** Percentile interval of what `draw` gives 400 times. */
function percentiles(draw: () => number): Pick<Interval, "low" | "high"> {
  const drawn = Float64Array.from({ length: 400 }, draw).sort();
  return { low: drawn[10], high: drawn[389] };
}

const resampled = (values: readonly number[]) =>
  mean(values.map(() => values[below(values.length)]));

/** The methods for one run. */
const levels: Readonly<Record<string, (seeds: Seeds) => Pick<Interval, "low" | "high">>> = {
  "bootstrap, samples pooled": (seeds) =>
    interval(seeds.flat(), { seed: below(1e9), resamples: 400 }),
  "bootstrap of seeds": (seeds) => {
    const means = seeds.map((scores) => mean(scores));
    return percentiles(() => resampled(means));
  },
  "two-level bootstrap": (seeds) =>
    percentiles(() => mean(seeds.map(() => resampled(seeds[below(seeds.length)])))),
  "t on seed means": (seeds) => acrossSeeds(seeds, { scale: "linear" }),
  "log-normal (acrossSeeds)": (seeds) => acrossSeeds(seeds),
};

/** The methods for two runs. */
const verdicts: Readonly<Record<string, (a: Seeds, b: Seeds) => string>> = {
  "pooled intervals apart": (a, b) => {
    const [x, y] = [a, b].map((seeds) =>
      interval(seeds.flat(), { seed: below(1e9), resamples: 400 }),
    );
    return x.high < y.low ? "less" : y.high < x.low ? "more" : "not shown";
  },
  "Welch on seed means": (a, b) => compareSeeds(a, b, { scale: "linear" }).verdict,
  "Welch on logarithms (compareSeeds)": (a, b) => compareSeeds(a, b).verdict,
};

const percent = (count: number) => `${((100 * count) / trials).toFixed(0)} %`.padStart(6);
const counts = [2, 3, 5, 10];
const heading = (text: string) =>
  console.log(
    `\n${text.padEnd(60)}${counts.map((count) => `${count} seeds`.padStart(9)).join("")}`,
  );

for (const hits of [0.2, 0.02]) {
  for (const spread of [0.15, 0.5, 1]) {
    const model = (seeds: number): SeedModel => ({ seeds, spread, hits, samples: 128 });
    const of = `log-sd ${spread}, ${100 * hits} % hits`;
    heading(`holds the mean over all seeds: ${of}`);
    for (const [name, method] of Object.entries(levels)) {
      const cells = counts.map((count) => {
        let held = 0;
        for (let trial = 0; trial < trials; trial++) {
          const { low, high } = method(drawSeeds(model(count), uniform));
          if (low <= trueMean(model(count)) && trueMean(model(count)) <= high) held++;
        }
        return percent(held).padStart(9);
      });
      console.log(`  ${name.padEnd(58)}${cells.join("")}`);
    }
    for (const scale of [1, 0.2]) {
      heading(scale === 1 ? `false alarms: ${of}` : `sees a factor of ${1 / scale}: ${of}`);
      for (const [name, method] of Object.entries(verdicts)) {
        const cells = counts.map((count) => {
          let shown = 0;
          for (let trial = 0; trial < trials; trial++) {
            const a = drawSeeds({ ...model(count), scale, hits: hits * scale }, uniform);
            const verdict = method(a, drawSeeds(model(count), uniform));
            if (scale === 1 ? verdict !== "not shown" : verdict === "less") shown++;
          }
          return percent(shown).padStart(9);
        });
        console.log(`  ${name.padEnd(58)}${cells.join("")}`);
      }
    }
  }
}

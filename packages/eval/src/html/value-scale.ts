import { logTicks } from "./ticks.ts";

/** How values of one kind are placed on an axis. */
export interface ValueScale {
  readonly log: boolean;
  /** The `scale` and the `axis` of a Vega-Lite channel. */
  readonly vega: {
    readonly type: "log" | "linear";
    readonly domain: number[];
    readonly nice: false;
    readonly zero?: false;
    readonly clamp: true;
  };
  readonly axis: {
    readonly title: null;
    readonly labelExpr: string;
    readonly values?: number[];
    readonly tickCount?: number;
  };
  /** A value as the axis can show it: what is smaller than its start lies there. */
  readonly clamp: (value: number) => number;
}

interface Value {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** Intervals may reach so many times beyond the largest mean before they are cut: of few seeds they can be very wide. */
const REACH = 2.5;

/**
 * Room for all values and their intervals. From 0, it is logarithmic if the means span more than a factor of 20;
 * what is smaller than a third of the smallest positive one then lies on the floor, which is labelled 0.
 */
export function valueScale(values: readonly Value[], fromZero: boolean): ValueScale {
  const means = values.map((value) => value.mean);
  const highest = Math.max(...values.map(({ mean, high = mean }) => high));
  const top = Math.min(highest, REACH * Math.max(...means)) || 1;
  if (!fromZero) {
    const lowest = Math.min(...values.map(({ mean, low = mean }) => low));
    // Differences below half a percent are not blown up to the height of the picture.
    const spare = Math.max(0.06 * (highest - lowest), 0.005 * Math.abs(highest)) || 1;
    return linear([lowest - spare, highest + spare]);
  }
  const positive = means.filter((mean) => mean > 0);
  const least = Math.min(...positive, top);
  if (!(Math.max(...means) / least > 20)) return linear([0, top * 1.08]);
  const domain = [least / 3, top * 1.4];
  const zero = means.some((mean) => mean === 0) ? [domain[0]] : [];
  return {
    log: true,
    vega: { type: "log", domain, nice: false, clamp: true },
    axis: {
      title: null,
      values: [...zero, ...logTicks(1.3 * domain[0], domain[1])],
      labelExpr: `datum.value <= ${domain[0]} ? '0' : format(datum.value, '~r')`,
    },
    clamp: (value) => Math.min(Math.max(value, domain[0]), domain[1]),
  };
}

function linear(domain: number[]): ValueScale {
  return {
    log: false,
    vega: { type: "linear", domain, nice: false, zero: false, clamp: true },
    axis: { title: null, tickCount: 5, labelExpr: "format(datum.value, '~r')" },
    clamp: (value) => Math.min(Math.max(value, domain[0]), domain[1]),
  };
}

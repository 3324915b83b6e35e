/** A stretch of updates of the loss curve: the mean loss is `sum / count`, and `step` its last update. */
export interface CurvePoint {
  readonly step: number;
  readonly sum: number;
  readonly count: number;
}

/** The loss curve in at most `points` stretches of equal length, so that a long run's report stays small. */
export function createCurve(steps: number, saved: readonly CurvePoint[] = [], points = 200) {
  const stretch = Math.ceil(steps / points);
  const curve = saved.map((point) => ({ ...point }));
  return {
    add(step: number, loss: number): void {
      const last = curve.at(-1);
      if (last && last.count < stretch) {
        last.step = step;
        last.sum += loss;
        last.count++;
      } else {
        curve.push({ step, sum: loss, count: 1 });
      }
    },
    points: (): readonly CurvePoint[] => curve.map((point) => ({ ...point })),
  };
}

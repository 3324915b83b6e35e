/** Round values from `low` to `high` for a logarithmic axis: 1-2-5 steps, or powers of ten if those are too many. */
export function logTicks(low: number, high: number): readonly number[] {
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const step of steps) {
        const tick = Number(`${step}e${power}`);
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    if (ticks.length <= 7) return ticks;
  }
  return [low, high];
}

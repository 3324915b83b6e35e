/** Round values from `low` to `high` for a logarithmic axis: 1-2-5 steps, or powers of ten, all or every so many, if those are too many. */
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
  const powers = Math.floor(Math.log10(high)) - Math.ceil(Math.log10(low));
  const step = Math.ceil(powers / 6);
  const first = Math.ceil(Math.log10(low) / step) * step;
  const ticks = [];
  for (let power = first; power <= Math.log10(high); power += step)
    ticks.push(Number(`1e${power}`));
  return ticks;
}

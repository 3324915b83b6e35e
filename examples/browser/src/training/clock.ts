/** Time that stands still in pauses. */
export interface Clock {
  start(): void;
  pause(): void;
  seconds(): number;
}

/** A clock that stands. */
export function createClock(): Clock {
  let [before, since] = [0, Number.NaN];
  const seconds = () => before + (Number.isNaN(since) ? 0 : (performance.now() - since) / 1000);
  return {
    start() {
      if (Number.isNaN(since)) since = performance.now();
    },
    pause() {
      before = seconds();
      since = Number.NaN;
    },
    seconds,
  };
}

/** Time that stands still in pauses, and what it says of the rest. */
export interface Clock {
  start(): void;
  pause(): void;
  seconds(): number;
  /** Tokens of both objectives a second so far, and how long the rest will take. */
  rate(
    update: number,
    updates: number,
    perUpdate: number,
  ): { readonly tokensPerSecond: number; readonly secondsLeft: number };
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
    rate: (update, updates, perUpdate) => ({
      tokensPerSecond: (2 * update * perUpdate) / seconds(),
      secondsLeft: (seconds() / update) * (updates - update),
    }),
  };
}

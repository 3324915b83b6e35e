/** Measures seconds of work. */
export interface Stopwatch {
  /** So far. */
  seconds(): number;
  /** Does something else, which is not counted. */
  without<T>(work: () => Promise<T>): Promise<T>;
}

/** A stopwatch that runs from now on, from earlier seconds. */
export function stopwatch(earlier = 0): Stopwatch {
  let counted = earlier;
  let began = performance.now();
  const seconds = () => counted + (performance.now() - began) / 1000;
  return {
    seconds,
    async without(work) {
      const before = seconds();
      try {
        return await work();
      } finally {
        counted = before;
        began = performance.now();
      }
    },
  };
}

/** Work on a stream of items, many at a time. */
export interface InOrderOptions<T, R> {
  /** So much may be under way or waiting for its turn, by `weigh`; one item always may. */
  readonly limit: number;
  weigh(item: T): number;
  work(item: T): Promise<R>;
  /** Takes the results in the order of the items. */
  take(item: T, result: R): void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on items as they come, within a limit that holds back the stream, and hands the results on in order, each as
 * soon as it and all before it are there. Rejects with the first error, or the signal's reason, and then takes no more.
 */
export async function inOrder<T, R>(
  items: AsyncIterable<T>,
  { limit, weigh, work, take, signal }: InOrderOptions<T, R>,
): Promise<void> {
  let [underWay, stopped] = [0, false];
  let wake = () => {};
  let fail: (error: unknown) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {}); // heard wherever something is waited for
  const abort = () => fail(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  let taken: Promise<void> = Promise.resolve();
  const start = (item: T) => {
    const weight = weigh(item);
    underWay += weight;
    const before = taken;
    taken = work(item).then(async (result) => {
      await before;
      if (stopped) return;
      take(item, result);
      underWay -= weight;
      wake();
    });
    taken.catch(fail);
  };
  try {
    for await (const item of items) {
      while (underWay > 0 && underWay + weigh(item) > limit) {
        const room = new Promise<void>((resolve) => {
          wake = resolve;
        });
        await Promise.race([room, failure]);
      }
      await Promise.race([undefined, failure]);
      start(item);
    }
    await Promise.race([taken, failure]);
  } finally {
    stopped = true;
    signal?.removeEventListener("abort", abort);
  }
}

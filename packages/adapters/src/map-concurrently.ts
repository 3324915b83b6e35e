/** The results in the order of the items, at most so many in work at the same time. Rejects with the first error. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  concurrency: number,
): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  async function lane(): Promise<void> {
    while (next < items.length && !failed) {
      const i = next++;
      results[i] = await work(items[i]);
    }
  }
  const lanes = Array.from({ length: Math.min(concurrency, items.length) }, lane);
  await Promise.all(lanes).catch((error) => {
    failed = true; // the other lanes begin nothing more
    throw error;
  });
  return results;
}

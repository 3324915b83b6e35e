/** Groups a stream: a group ends at `count` items or once their sizes reach `size`. */
export async function* batches<T>(
  items: AsyncIterable<T>,
  sizeOf: (item: T) => number,
  limits: { readonly count: number; readonly size: number },
): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  let size = 0;
  for await (const item of items) {
    group.push(item);
    size += sizeOf(item);
    if (group.length >= limits.count || size >= limits.size) {
      yield group;
      group = [];
      size = 0;
    }
  }
  if (group.length > 0) yield group;
}

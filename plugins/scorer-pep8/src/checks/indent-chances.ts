/** What may align to a column: anything, a string or comment, or a token with this text. */
export type Chance = true | "string" | (string & {});

/** The columns to which a continuation line may align. */
export interface Chances {
  get(column: number): Chance | undefined;
  set(column: number, chance: Chance): void;
  /** Forgets this column and all behind it. */
  deleteFrom(column: number): void;
  size(): number;
}

/** No chances yet. A heap keeps the last column at hand, so that each column is forgotten in logarithmic time. */
export function createChances(): Chances {
  const chances = new Map<number, Chance>();
  const heap: number[] = [];
  return {
    get: (column) => chances.get(column),
    set(column, chance) {
      if (!chances.has(column)) push(heap, column);
      chances.set(column, chance);
    },
    deleteFrom(column) {
      while (heap.length > 0 && heap[0] >= column) chances.delete(pop(heap));
    },
    size: () => chances.size,
  };
}

function push(heap: number[], value: number): void {
  let at = heap.length;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent] >= value) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = value;
}

function pop(heap: number[]): number {
  const top = heap[0];
  const value = heap.pop() as number;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1] > heap[child]) child++;
    if (heap[child] <= value) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = value;
  return top;
}

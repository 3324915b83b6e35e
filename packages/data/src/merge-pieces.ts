/** The merges of a BPE: what a pair of ids, `left · size + right`, makes, and its rank. */
export interface MergeRules {
  readonly size: number;
  readonly rules: ReadonlyMap<number, { readonly rank: number; readonly id: number }>;
}

/**
 * Merges the ids of a word's bytes: the pair of the lowest rank first, of equal ones the leftmost. n·log n for n
 * bytes, however long the word.
 */
export function mergePieces(ids: number[], { size, rules }: MergeRules): readonly number[] {
  const count = ids.length;
  const before = Int32Array.from(ids, (_, i) => i - 1);
  const after = Int32Array.from(ids, (_, i) => i + 1);
  const gone = new Uint8Array(count);
  const ruleAt = (left: number) =>
    left < 0 || gone[left] || after[left] >= count
      ? undefined
      : rules.get(ids[left] * size + ids[after[left]]);
  // What may be merged, as rank · count + left: the smallest number is next. What has changed since is passed over.
  const heap: number[] = [];
  const offer = (left: number) => {
    const rule = ruleAt(left);
    if (rule) push(heap, rule.rank * count + left);
  };
  for (let i = 0; i + 1 < count; i++) offer(i);
  for (let next = pop(heap); next !== undefined; next = pop(heap)) {
    const left = next % count;
    const rule = ruleAt(left);
    if (rule?.rank !== (next - left) / count) continue;
    const right = after[left];
    ids[left] = rule.id;
    gone[right] = 1;
    after[left] = after[right];
    if (after[left] < count) before[after[left]] = left;
    offer(before[left]);
    offer(left);
  }
  return ids.filter((_, i) => !gone[i]);
}

/** Adds to a binary heap whose first number is the smallest. */
function push(heap: number[], added: number): void {
  let at = heap.push(added) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent] <= added) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = added;
}

/** Takes the smallest number off; undefined if there is none. */
function pop(heap: number[]): number | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= last) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return first;
}

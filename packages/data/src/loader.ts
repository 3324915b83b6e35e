import { type Batch, checkOptions, PreflmError, permutation, random } from "@preflm/core";
import type { TokenStore } from "./token-store.ts";
import { countWindows, emptyBatch, fillRow, type ReadTokens } from "./windows.ts";

/** Where a loader stands: everything needed to go on exactly there. */
export interface LoaderPosition {
  readonly epoch: number;
  /** Windows of this epoch already given out. */
  readonly window: number;
}

/** Training batches without end. */
export interface Loader {
  /** The next `rows × columns` predictions. A batch may begin in one epoch and end in the next. */
  next(): Promise<Batch>;
  readonly position: LoaderPosition;
  /** Continues from a position of this or an earlier loader with the same options. */
  seek(position: LoaderPosition): Promise<void>;
  /** Predictions in the current epoch. */
  readonly tokensPerEpoch: number;
}

/** What a loader needs. */
export interface LoaderOptions {
  /** The store of each epoch, such as `epochStores(…)`. The loader opens and closes none. */
  readonly stores: (epoch: number) => Promise<TokenStore>;
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  /** Where to begin; the start of epoch 0 by default. */
  readonly position?: LoaderPosition;
}

/** An epoch in its shuffled order. */
interface Epoch {
  readonly number: number;
  /** Where each window starts in the shuffled stream is its number × columns. */
  readonly windows: Uint32Array;
  readonly read: ReadTokens;
}

/**
 * Batches over shuffled epochs: documents are shuffled and concatenated, the stream is cut into
 * windows, and the windows are shuffled. Each token but the first is predicted once an epoch; only
 * the last partial window is left out. Memory: 12 bytes a document and 4 a window.
 *
 * Rejects if an epoch does not fill one batch.
 */
export async function createLoader(options: LoaderOptions): Promise<Loader> {
  const { stores, rows, columns, seed, position: start = { epoch: 0, window: 0 } } = options;
  const known = ["stores", "rows", "columns", "seed", "position"];
  const check = checkOptions("createLoader", options, known);
  check.integer("rows", rows, { min: 1 });
  check.integer("columns", columns, { min: 1 });
  check.integer("seed", seed);

  const open = async (number: number): Promise<Epoch> => {
    const store = await stores(number);
    const count = countWindows(store.tokens, columns);
    if (count < rows) throw tooSmall(store, rows, columns);
    const order = permutation(store.selectedDocuments, random(seed, "documents", number));
    const windows = permutation(count, random(seed, "windows", number));
    return { number, windows, read: shuffledReader(store, order) };
  };

  let epoch = await open(checkPosition(start).epoch);
  let window = 0;
  const seek = async (position: LoaderPosition) => {
    checkPosition(position);
    const target = position.epoch === epoch.number ? epoch : await open(position.epoch);
    checkPosition(position, target.windows.length);
    epoch = target;
    window = position.window;
  };
  await seek(start);
  return {
    seek,
    async next() {
      const batch = emptyBatch(rows, columns);
      for (let row = 0; row < rows; row++) {
        if (window === epoch.windows.length) {
          epoch = await open(epoch.number + 1);
          window = 0;
        }
        fillRow(batch, row, epoch.read, epoch.windows[window] * columns);
        window++;
      }
      return batch;
    },
    get position() {
      return { epoch: epoch.number, window };
    },
    get tokensPerEpoch() {
      return epoch.windows.length * columns;
    },
  };
}

function checkPosition(position: LoaderPosition, windows = Infinity): LoaderPosition {
  const check = checkOptions("A loader's position", position, ["epoch", "window"]);
  check.integer("epoch", position.epoch, { min: 0 });
  check.integer("window", position.window, { min: 0, max: windows });
  return position;
}

/** Reads the stream that the documents make in the given order. */
function shuffledReader(store: TokenStore, order: Uint32Array): ReadTokens {
  const starts = new Float64Array(order.length + 1);
  order.forEach((document, slot) => {
    starts[slot + 1] = starts[slot] + store.offsets[document + 1] - store.offsets[document];
  });
  return (start, tokens, scores) => {
    let slot = slotAt(starts, start);
    for (let done = 0; done < tokens.length; slot++) {
      const inside = start + done - starts[slot];
      const count = Math.min(tokens.length - done, starts[slot + 1] - starts[slot] - inside);
      const end = done + count;
      const from = store.offsets[order[slot]] + inside;
      store.read(from, tokens.subarray(done, end), scores.subarray(done, end));
      done = end;
    }
  };
}

/** The last slot that starts at or before the position. Documents are never empty, so starts strictly rise. */
function slotAt(starts: Float64Array, position: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle] <= position) low = middle;
    else high = middle;
  }
  return low;
}

function tooSmall(store: TokenStore, rows: number, columns: number): PreflmError {
  const of = `${store.selectedDocuments} of ${store.documents} documents`;
  return new PreflmError(
    "invalid-input",
    `The corpus is smaller than one batch: ${store.tokens} tokens (${of}), but ${rows} rows × ${columns} columns need ${rows * columns + 1}. ` +
      "Give more text, keep more documents (a higher threshold), or use fewer rows or columns.",
  );
}

import type { Model } from "@preflm/core";
import { decodeRows } from "./decode-rows.ts";
import type { Row } from "./row.ts";

/** The one model, and the rows that wait for it. */
export interface Engine {
  /** Decodes a row, side by side with others that wait; resolves when it is done. */
  run(row: Row): Promise<void>;
  /** Has the model to itself for something else. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** An engine that decodes up to `batch` rows side by side, in the order of their coming. */
export function createEngine(model: Model, batch: number): Engine {
  const waiting: { row: Row; resolve: () => void; reject: (reason: unknown) => void }[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function decode(): Promise<void> {
    const entries = waiting.splice(0, batch);
    if (entries.length === 0) return; // an earlier turn took them along
    const rows = entries.map(({ row }) => row);
    try {
      await decodeRows(model, rows, (index, error) => {
        if (error === undefined) entries[index].resolve();
        else entries[index].reject(error);
      });
    } catch (error) {
      for (const { reject } of entries) reject(error); // those that are done stay resolved
    }
  }

  return {
    alone,
    run: (row) =>
      new Promise((resolve, reject) => {
        waiting.push({ row, resolve, reject });
        void alone(decode);
      }),
  };
}

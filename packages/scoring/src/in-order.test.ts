import { setTimeout } from "node:timers/promises";
import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { inOrder } from "./in-order.ts";

async function* numbers(count: number, onPull: (i: number) => void = () => {}) {
  for (let i = 0; i < count; i++) {
    onPull(i);
    yield i;
  }
}

describe("work in order", () => {
  const uniform = random("in order");
  const slowly = async (i: number) => {
    await setTimeout(uniform() * 4);
    return i * i;
  };

  it("hands on results in order, and never has more under way than the limit allows", async () => {
    const taken: number[] = [];
    let [pulled, most] = [0, 0];
    await inOrder(
      numbers(60, () => pulled++),
      {
        limit: 10,
        weigh: (i) => (i === 30 ? 100 : 2),
        work: slowly,
        take(i, result) {
          expect(result).toBe(i * i);
          taken.push(i);
          most = Math.max(most, pulled - taken.length);
        },
        signal: undefined,
      },
    );
    expect(taken).toEqual([...Array(60).keys()]);
    expect(most).toBeLessThanOrEqual(6);
  });

  it("rejects with the first error or the signal's reason, and takes nothing after it", async () => {
    const controller = new AbortController();
    const failing = (fail: (i: number) => void) => {
      const taken: number[] = [];
      const work = async (i: number) => {
        fail(i);
        return slowly(i);
      };
      const take = (i: number) => void taken.push(i);
      const options = { limit: 4, weigh: () => 1, work, take, signal: controller.signal };
      return { taken, done: inOrder(numbers(1000), options) };
    };
    const first = failing((i) => {
      if (i === 20) throw new Error("twenty");
    });
    await expect(first.done).rejects.toThrow("twenty");
    const second = failing((i) => {
      if (i === 20) controller.abort(new Error("enough"));
    });
    await expect(second.done).rejects.toThrow("enough");
    for (const { taken } of [first, second]) {
      const count = taken.length;
      expect(taken).toEqual([...Array(count).keys()]);
      await setTimeout(20);
      expect(taken).toHaveLength(count);
      expect(count).toBeLessThan(21);
    }
  });
});

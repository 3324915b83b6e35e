import type { ErrorCode, PreflmError } from "@preflm/core";

/** Thrown by a law that does not hold. */
class LawBroken extends Error {
  override readonly name = "LawBroken";
}

/** Breaks the law unless the condition holds. */
export function expectTrue(condition: boolean, message: string): asserts condition {
  if (!condition) throw new LawBroken(message);
}

/**
 * Breaks the law unless max |actual − expected| ≤ tolerance · max(max |expected|, floor): the error is
 * measured against the array's largest magnitude, never against each element's own, since small elements
 * of a float32 sum carry the rounding of the large ones.
 */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  floor = 0,
): void {
  expectTrue(
    actual.length === expected.length,
    `${what}: ${actual.length} numbers, expected ${expected.length}.`,
  );
  const scale = Math.max(largest(expected), floor);
  let [worst, worstAt] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (difference > worst || Number.isNaN(difference)) [worst, worstAt] = [difference, i];
    if (Number.isNaN(difference)) break;
  }
  expectTrue(
    worst <= tolerance * scale,
    `${what}: element ${worstAt} of ${expected.length} is ${actual[worstAt]}, expected ${expected[worstAt]}; ` +
      `the difference ${worst.toExponential(1)} is more than ${tolerance} × ${scale.toPrecision(3)}.`,
  );
}

/** Breaks the law unless both arrays hold the same bits. */
export function expectSame(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  expectTrue(
    actual.length === expected.length,
    `${what}: ${actual.length} numbers, expected ${expected.length}.`,
  );
  for (let i = 0; i < expected.length; i++) {
    expectTrue(
      Object.is(actual[i], expected[i]),
      `${what}: element ${i} of ${expected.length} is ${actual[i]}, expected exactly ${expected[i]}.`,
    );
  }
}

/** Breaks the law unless the action rejects (or throws) with a `PreflmError` that says something, and has the code if one is given. */
export async function expectRejection(
  what: string,
  action: () => unknown,
  code?: ErrorCode,
): Promise<void> {
  let error: unknown;
  try {
    await action();
  } catch (thrown) {
    error = thrown;
  }
  expectTrue(error !== undefined, `${what} was accepted; it must reject with a PreflmError.`);
  // By name: the plugin may have its own copy of the core.
  expectTrue(
    error instanceof Error && error.name === "PreflmError" && error.message.length > 10,
    `${what} must reject with a PreflmError that says what to do, got: ${error}`,
  );
  if (code === undefined) return;
  const own = (error as PreflmError).code;
  expectTrue(
    own === code,
    `${what} must reject with code "${code}", got "${own}": ${error.message}`,
  );
}

/** The largest magnitude of an array. */
export function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]));
  return result;
}

import { PreflmError } from "@preflm/core";

/**
 * What the promise gives, or an error if that takes longer; what comes later is let go by `late`. Only what waits can
 * be given up: work that keeps this thread busy ends when it ends.
 */
export async function within<T>(
  seconds: number,
  promise: Promise<T>,
  what: string,
  late: (value: T) => void = () => {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let given = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      given = true;
      const message = `${what} took longer than ${Number(seconds.toPrecision(2))} s`;
      reject(new PreflmError("unavailable", message));
    }, seconds * 1000);
  });
  promise.then(
    (value) => given && late(value),
    () => {}, // told by the race, or too late
  );
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

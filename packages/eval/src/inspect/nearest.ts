/** The few candidates with the smallest distance. */
export interface Nearest<T> {
  /** `distance` ≥ 0; `text` tells equal candidates apart. */
  offer(candidate: T, distance: number, text: string): void;
  list(): readonly T[];
}

/**
 * Keeps the `count` candidates nearest by, the nearest first. Of several at equal distance those with the smallest
 * random number stay, which gives each the same chance; of candidates with equal text the first to be kept stays.
 */
export function nearest<T>(count: number, uniform: () => number): Nearest<T> {
  const kept: { candidate: T; distance: number; draw: number; text: string }[] = [];
  return {
    offer(candidate, distance, text) {
      const last = kept.at(-1);
      if (kept.length === count && last && distance > last.distance) return;
      const draw = uniform();
      const before = (other: { distance: number; draw: number }) =>
        other.distance < distance || (other.distance === distance && other.draw < draw);
      if (kept.length === count && last && before(last)) return;
      if (kept.some((other) => other.text === text)) return;
      const place = kept.findIndex((other) => !before(other));
      kept.splice(place < 0 ? kept.length : place, 0, { candidate, distance, draw, text });
      if (kept.length > count) kept.pop();
    },
    list: () => kept.map(({ candidate }) => candidate),
  };
}

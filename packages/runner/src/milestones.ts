/** The update that a share of the budget ends at: the nearest whole number, at least 1. A share of 0 is before the first. */
export function updateAt(share: number, steps: number): number {
  return share === 0 ? 0 : Math.max(1, Math.round(share * steps));
}

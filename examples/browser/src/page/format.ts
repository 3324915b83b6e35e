const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** `12,345` */
export function formatWhole(value: number): string {
  return whole.format(value);
}

/** `12.3K` */
export function formatCompact(value: number): string {
  return compact.format(value);
}

/** Three significant digits, and no more zeros than that: `0.00123`, `12.3`. */
export function formatNumber(value: number): string {
  return precise.format(value);
}

/** `1 min 20 s` */
export function formatSeconds(seconds: number): string {
  const all = Math.max(0, Math.round(seconds));
  if (all < 60) return `${all} s`;
  if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
  return `${Math.floor(all / 3600)} h ${Math.floor((all % 3600) / 60)} min`;
}

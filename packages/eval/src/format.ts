/** A number with three significant digits, never in exponential form: 3.67, 0.391, 21.0, 1,230. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return grouped(Math.round(value));
  if (size === 0) return "0";
  if (size < 0.0005) return "< 0.001";
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A whole number with thousands set apart: 12,345. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A share as a percentage: 8.0 %, 0.4 %, 51 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "–";
  const value = Number((100 * share).toFixed(1));
  return `${value === 0 || value >= 10 ? value.toFixed(0) : value.toFixed(1)} %`;
}

/** How many times: 9.4×, 54×, 260×. */
export function times(factor: number): string {
  if (factor >= 100) return `${grouped(Number(factor.toPrecision(2)))}×`;
  return `${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)}×`;
}

/** A time: 48 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 100) return `${seconds < 10 ? Number(seconds.toFixed(1)) : whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Words as a person lists them: a, b and c. */
export function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

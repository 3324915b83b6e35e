import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";

/**
 * tanh(√(2/π)·(v + 0.044715·v³)) as a kernel's text, from v. By e^2a: GLSL ES 1.00 has no tanh, and gpu.js's own is
 * ∞/∞ for large a.
 */
const TANH = `
  const a = ${Math.sqrt(2 / Math.PI)} * (v + 0.044715 * v * v * v);
  const tanh = 1 - 2 / (Math.exp(Math.min(2 * a, 80)) + 1);`;

/** y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), GPT-2's form of GELU (Hendrycks & Gimpel 2016). */
export function geluForward(scope: Scope, x: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x },
    rows: x.rows,
    columns: x.columns,
    body: `
      const v = x[row][column];
      ${TANH}
      return 0.5 * v * (1 + tanh);`,
  });
}

/** dX = dOut · (½·(1 + tanh) + x/2·(1 − tanh²)·√(2/π)·(1 + 3·0.044715·x²)), the product rule. */
export function geluBackward(scope: Scope, x: Tensor, dOut: Tensor): Promise<Tensor> {
  return scope.run({
    values: { x, dOut },
    rows: x.rows,
    columns: x.columns,
    body: `
      const v = x[row][column];
      ${TANH}
      const inner = ${Math.sqrt(2 / Math.PI)} * (1 + ${3 * 0.044715} * v * v);
      return dOut[row][column] * 0.5 * (1 + tanh + v * (1 - tanh * tanh) * inner);`,
  });
}

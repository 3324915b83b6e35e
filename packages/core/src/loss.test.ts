import { describe, expect, it } from "vitest";
import {
  advantageWeight,
  LOG_PROBABILITY_CAP,
  lossGradient,
  odds,
  unlikelihoodLoss,
} from "./loss.ts";
import { random } from "./random.ts";

/** log(1 + x) for |x| < 1 by its series in 400 terms: slow, but no cancellation. */
function slowLog1p(x: number): number {
  let sum = 0;
  for (let n = 400; n >= 1; n--) sum += ((n % 2 ? 1 : -1) * x ** n) / n;
  return sum;
}

/** e^x − 1 for small |x| by its series. */
function slowExpm1(x: number): number {
  let sum = 0;
  let term = 1;
  for (let n = 1; n < 60; n++) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

describe("unlikelihoodLoss", () => {
  it("is −log(1 − p) for ordinary p", () => {
    for (const p of [0.01, 0.2, 0.5, 0.9]) {
      expect(unlikelihoodLoss(Math.log(p))).toBeCloseTo(-slowLog1p(-p), 12);
    }
  });

  it("is p itself for tiny p", () => {
    for (const logProbability of [-15, -30, -100, -700]) {
      const p = Math.exp(logProbability);
      expect(Math.abs(unlikelihoodLoss(logProbability) - p)).toBeLessThan(1e-12);
    }
    expect(Math.abs(unlikelihoodLoss(-Infinity))).toBe(0);
  });

  it("is exact for p near 1, where 1 − p loses its digits", () => {
    for (const logProbability of [-0.1, -1e-3, -1e-5, -2e-6]) {
      expect(unlikelihoodLoss(logProbability)).toBeCloseTo(
        -Math.log(-slowExpm1(logProbability)),
        12,
      );
    }
  });

  it("stays at its cap's 13.8 nats for saturated tokens", () => {
    const atCap = unlikelihoodLoss(LOG_PROBABILITY_CAP);
    expect(atCap).toBeCloseTo(-Math.log(1e-6), 5);
    for (const saturated of [-1e-7, -1e-12, 0, 1e-12]) {
      expect(unlikelihoodLoss(saturated)).toBe(atCap);
    }
  });
});

describe("odds", () => {
  it("is p/(1 − p)", () => {
    for (const p of [1e-9, 0.01, 0.5, 0.9]) {
      expect(odds(Math.log(p)) / (p / (1 - p))).toBeCloseTo(1, 12);
    }
    for (const logProbability of [-1e-3, -1e-5, -2e-6]) {
      const exact = Math.exp(logProbability) / -slowExpm1(logProbability);
      expect(odds(logProbability) / exact).toBeCloseTo(1, 12);
    }
  });

  it("is the slope of unlikelihoodLoss in ℓ", () => {
    for (const logProbability of [-10, -5, -1, -0.1, -1e-3, -1e-4]) {
      const h = 1e-4 * Math.min(1, -logProbability);
      const rise = unlikelihoodLoss(logProbability + h) - unlikelihoodLoss(logProbability - h);
      expect(rise / (2 * h) / odds(logProbability)).toBeCloseTo(1, 6);
    }
  });

  it("is finite for saturated tokens: at most 10⁶", () => {
    for (const saturated of [-1e-12, 0]) expect(odds(saturated)).toBeCloseTo(1e6 - 0.5, 2);
    expect(odds(-Infinity)).toBe(0);
  });
});

describe("advantageWeight", () => {
  it("is e for each β of advantage, up to the ceiling", () => {
    const advantage = { beta: 0.5, maxWeight: 10 };
    expect(advantageWeight(-0.25, -0.75, advantage)).toBeCloseTo(Math.E, 12);
    expect(advantageWeight(-0.75, -0.25, advantage)).toBeCloseTo(1 / Math.E, 12);
    expect(advantageWeight(0, -100, advantage)).toBe(10);
    expect(advantageWeight(0, -100, { beta: 1e-300, maxWeight: 10 })).toBe(10);
  });

  it("is 1 at β = ∞ and without advantage", () => {
    expect(advantageWeight(-3, -1, { beta: Infinity, maxWeight: 10 })).toBe(1);
    expect(advantageWeight(-1, -1, { beta: 1e-300, maxWeight: 10 })).toBe(1);
  });
});

describe("lossGradient", () => {
  const uniform = random("lossGradient");
  const count = 6;
  const vocabulary = 5;
  const draw = (length = count) => Float64Array.from({ length }, uniform);
  const logits = Array.from({ length: count }, () => draw(vocabulary).map((u) => 6 * u - 3));
  const targets = [0, 4, 2, 2, 1, 3];
  const values = draw().map((u) => -u);
  const loss = {
    likelihood: Float32Array.from(draw()),
    unlikelihood: Float32Array.from(draw(), (u, t) => (t % 2 ? u : 0)),
    value: {
      weight: 0.3,
      target: Float32Array.from(draw(), (u) => -u),
      advantage: { beta: 0.7, maxWeight: 1.5 },
    },
  };

  function logProbability(row: Float64Array, target: number): number {
    return row[target] - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
  }

  /** L by the formula, with the advantage weights held constant at the unperturbed values. */
  function naive(rows: readonly Float64Array[], head: Float64Array): number {
    const { value, likelihood, unlikelihood } = loss;
    return rows.reduce((total, row, t) => {
      const l = logProbability(row, targets[t]);
      const a = Math.min(Math.exp((value.target[t] - values[t]) / value.advantage.beta), 1.5);
      const unlikely = unlikelihood[t] * -Math.log(1 - Math.exp(l));
      return total - a * likelihood[t] * l + unlikely + 0.3 * (head[t] - value.target[t]) ** 2;
    }, 0);
  }

  const result = lossGradient(
    { logProbabilities: logits.map((row, t) => logProbability(row, targets[t])), values },
    loss,
  );

  it("sums the formula over the predictions", () => {
    expect(result.loss).toBeCloseTo(naive(logits, values), 12);
  });

  it("gives the slope of the loss in every logit: s·(softmax − onehot)", () => {
    const h = 1e-5;
    for (const [t, row] of logits.entries()) {
      const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
      for (let v = 0; v < vocabulary; v++) {
        const at = (step: number) => {
          const moved = logits.map((other) => Float64Array.from(other));
          moved[t][v] += step;
          return naive(moved, values);
        };
        const softmax = Math.exp(row[v]) / sum;
        const gradient = result.logitScale[t] * (softmax - (v === targets[t] ? 1 : 0));
        expect(gradient).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
      }
    }
  });

  it("gives the slope of the loss in every value, the advantage being a constant", () => {
    const h = 1e-5;
    for (let t = 0; t < count; t++) {
      const at = (step: number) => naive(logits, values.with(t, values[t] + step));
      expect(result.valueGradient![t]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
    }
  });

  it("keeps saturated tokens finite", () => {
    const ones = Float32Array.of(1, 1, 1);
    const saturated = { logProbabilities: [-1e-12, 0, -80] };
    const { loss: total, logitScale } = lossGradient(saturated, {
      likelihood: ones,
      unlikelihood: ones,
    });
    expect(Number.isFinite(total)).toBe(true);
    expect(logitScale[0]).toBe(1 - odds(0));
    expect(logitScale[1]).toBe(1 - odds(0));
    expect(logitScale[2]).toBe(1);
  });

  it("leaves out what is not asked for", () => {
    const plain = lossGradient({ logProbabilities: [-2] }, { likelihood: Float32Array.of(3) });
    expect(plain).toEqual({ loss: 6, logitScale: Float64Array.of(3) });
  });

  it("rejects a value term without values", () => {
    expect(() => lossGradient({ logProbabilities: new Float32Array(count) }, loss)).toThrow(
      "the model needs a value head",
    );
  });
});

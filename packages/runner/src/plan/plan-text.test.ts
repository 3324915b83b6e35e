import { describe, expect, it } from "vitest";
import { secondsInAll, type TrainingPlan } from "./plan.ts";
import { planText } from "./plan-text.ts";

const plan: TrainingPlan = {
  ...{ minutes: 10, backend: "reference", models: 2, trainingSeconds: 200 },
  device: { device: "cpu", detail: "plain loops", gigaflops: 1 },
  costs: { scoring: 60, sampling: 50, heldOut: 20, characters: 1e6 },
  speeds: [{ name: "yours", parameters: 1e6, tokensPerSecond: 1e4, measured: true }],
  recommendation: { name: "yours", tokens: 2e6, reason: "because." },
  config: { training: { tokens: 2e6 } },
};

describe("a plan", () => {
  it("adds up to the time that there is", () => {
    expect(secondsInAll(200, plan.costs, 2)).toBe(600);
    expect(secondsInAll(255, { share: 0.15 }, 2)).toBeCloseTo(600, 9);
  });

  it("says where the time goes, and how often a small corpus is read", () => {
    const text = planText(plan, 2048);
    expect(text).toMatch(/10 minutes on reference .*: 3 min 20 s of training for each of 2 models/);
    expect(text).toMatch(
      /scoring 1 min 00 s \(once, then kept\), sampling 50 s and held-out text 20 s a model/,
    );
    expect(text).toMatch(/corpus has about 393.7 k tokens: it is read 5.1 times; more than four/);
  });

  it("marks what is estimated", () => {
    const speeds = [...plan.speeds, { ...plan.speeds[0], name: "gpt2", measured: false }];
    const text = planText({ ...plan, speeds }, 2048);
    expect(text).toMatch(/yours +1\.0 M +10,000.*\ngpt2 +1\.0 M +~10,000.*\n~ estimated: /);
    expect(planText(plan, 2048)).not.toMatch(/~/);
  });

  it("says how many minutes would do where these do not", () => {
    const short = { ...plan, recommendation: { ...plan.recommendation, secondsNeeded: 500 } };
    expect(planText(short, 2048)).toMatch(
      /2,000,000 tokens for each of 2 models, which takes 20 min/,
    );
  });
});

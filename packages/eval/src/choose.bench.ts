import { normal, random } from "@preflm/core";
import { bench, describe } from "vitest";
import { createChooser } from "./choose.ts";

/** Host time to sample one token, beside the backend's forward pass: `vitest bench packages/eval`. */
for (const vocabulary of [2048, 50257]) {
  const uniform = random(1, "bench");
  const logits = Float32Array.from({ length: vocabulary }, () => 5 * normal(uniform));
  const chooser = createChooser(vocabulary, { temperature: 0.7, topP: 0.9 });

  describe(`one token of ${vocabulary}`, () => {
    bench("choose", () => {
      chooser.choose(logits, 0, [0], uniform);
    });
    bench("logProbability", () => {
      chooser.logProbability(logits, 0, 7);
    });
  });
}

import { memoryLaw } from "./memory-law.ts";
import { expectBackendBugsCaught, updating } from "./test-support.ts";

const hoard: Float32Array[] = [];

expectBackendBugsCaught(
  "memory",
  [memoryLaw],
  [
    {
      bug: "a buffer kept at every step",
      law: "live memory flat",
      plant: () =>
        updating(async (model, step) => {
          hoard.push(new Float32Array(70_000).fill(1));
          return model.update(step);
        }),
    },
  ],
);

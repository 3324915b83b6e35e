import { createRequire } from "node:module";
import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { tfjs } from "./index.ts";

const { PREFLM_TFJS_ENGINE: wanted, PREFLM_TFJS_MODULE: folder } = process.env;

for (const engine of ["node", "node-gpu"] as const) {
  const open = () =>
    tfjs({ engine, ...(folder ? { tf: createRequire(import.meta.url)(folder) } : {}) });
  testBackend(open, {
    oracle: reference(),
    exact: engine === "node", // a GPU sums in any order
    ...(wanted === engine ? {} : { skip: await missing(engine) }),
  });
}

/** Why the engine is not tested unless it is asked for. */
async function missing(engine: "node" | "node-gpu"): Promise<string> {
  const how = `run PREFLM_TFJS_ENGINE=${engine} npm test where it is there`;
  try {
    import.meta.resolve(`@tensorflow/tfjs-${engine}`);
  } catch {
    return `@tensorflow/tfjs-${engine} is not installed: ${how}`;
  }
  return how;
}

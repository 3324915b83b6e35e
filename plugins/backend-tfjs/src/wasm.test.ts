import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { tfjs } from "./index.ts";

// XNNPACK's sigmoid and softmax are right to 2e-7 and 8e-7, where float32 could give 6e-8.
testBackend(tfjs({ engine: "wasm" }), { oracle: reference(), tolerance: 2e-5 });

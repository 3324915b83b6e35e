import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { tfjs } from "./index.ts";

testBackend(tfjs({ engine: "wasm" }), {
  oracle: reference(),
  unavailable: [tfjs({ engine: "webgl" }), tfjs({ engine: "webgpu" })],
});

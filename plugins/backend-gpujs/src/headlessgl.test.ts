import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { it } from "vitest";
import { gpujs } from "./index.ts";

const backend = gpujs({ mode: "headlessgl" });
const available = await backend.probe().then(
  () => true,
  () => false,
);
const MISSING =
  "needs gl, built, and a display: the README of @preflm/backend-gpujs says how, then `xvfb-run -a npx vitest run plugins/backend-gpujs/src/headlessgl.test.ts`";

if (available) testBackend(backend, { oracle: reference() });
else it("passes the conformance kit in mode headlessgl", (context) => context.skip(MISSING));

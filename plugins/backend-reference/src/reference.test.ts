import { testBackend } from "@preflm/testkit";
import { reference } from "./reference.ts";

// Its gradients are checked in gradients.test.ts: here the oracle is itself.
testBackend(reference(), { oracle: reference() });

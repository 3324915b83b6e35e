import { reference } from "@preflm/backend-reference";
import { testBackend } from "@preflm/testkit";
import { onnxruntime } from "./index.ts";

testBackend(onnxruntime({ threads: 2 }), { oracle: reference() });

import { testBackend } from "@preflm/testkit";
import { reference } from "./index.ts";

testBackend(reference(), { oracle: reference() });

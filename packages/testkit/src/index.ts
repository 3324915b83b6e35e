export { type BackendTestOptions, testBackend } from "./test-backend.ts";

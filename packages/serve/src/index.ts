export { type Answer, type ModelServer, type ServeOptions, serveModel } from "./serve-model.ts";

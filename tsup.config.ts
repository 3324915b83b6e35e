import { existsSync } from "node:fs";
import { defineConfig } from "tsup";

/** One build for every package: ESM and declarations, dependencies left out. */
export default defineConfig({
  entry: ["index", "browser", "cli", "worker"]
    .map((name) => `src/${name}.ts`)
    .filter((file) => existsSync(file)),
  format: "esm",
  target: "node20",
  dts: { compilerOptions: { customConditions: ["preflm:none"] } },
  clean: true,
  treeshake: true,
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["preflm:source"] },
  ssr: { resolve: { conditions: ["preflm:source"] } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "plugins/*/src/**/*.test.ts",
      "examples/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    reporters: ["default", "./test/reporter.ts"],
    pool: "forks",
    testTimeout: 30_000,
  },
});

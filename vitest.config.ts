import { availableParallelism } from "node:os";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { CHROMIUM_FLAGS, chromium, ISOLATION_HEADERS } from "./test/chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Whether to run the tests that take minutes in a browser without a graphics card. */
    slowBrowserTests: boolean;
  }
}

const IN_BROWSERS = "**/*.browser.test.ts";

const node: TestProjectConfiguration = {
  resolve: { conditions: ["preflm:source"] },
  ssr: { resolve: { conditions: ["preflm:source"] } },
  test: {
    name: "node",
    include: [
      "packages/*/src/**/*.test.ts",
      "plugins/*/src/**/*.test.ts",
      "examples/**/*.test.ts",
      "test/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", IN_BROWSERS],
    globalSetup: "./test/temporary-folder.ts",
    pool: "forks",
    // By default it leaves a core to itself: on a machine with two, everything would run one after another.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
  },
};

const browser: TestProjectConfiguration = {
  resolve: { conditions: ["preflm:source", "module", "browser", "development|production"] },
  server: { headers: ISOLATION_HEADERS },
  // Served as it is: its threads load its own file again.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  test: {
    name: "browser",
    include: ["packages/*/src", "plugins/*/src", "test"].map(
      (folder) => `${folder}/${IN_BROWSERS}`,
    ),
    testTimeout: 60_000,
    // One page at a time, after the tests in Node: software graphics and WebAssembly's threads want all cores.
    sequence: { groupOrder: 1 },
    fileParallelism: false,
    provide: { slowBrowserTests: Boolean(process.env.CI || process.env.PREFLM_BROWSER) },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: chromium, args: [...CHROMIUM_FLAGS] },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
};

/** Everything in Node and, where there is a Chromium, what browsers load in it too. */
export default defineConfig({
  test: {
    projects: chromium ? [node, browser] : [node],
    reporters: ["default", "./test/reporter.ts"],
  },
});

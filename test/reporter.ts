import type { Reporter, TestModule } from "vitest/node";

/** Prints why each test was skipped, and last the line `tests: N passed, M failed, K skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "pending") continue;
        count[result.state]++;
        if (result.state === "skipped") {
          console.log(`skipped: ${test.fullName} (${result.note ?? "no reason given"})`);
        }
      }
    }
    process.on("exit", () => {
      console.log(
        `tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
      );
    });
  }
}

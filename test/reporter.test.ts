import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { root } from "./architecture/workspace.ts";

/** Runs vitest with our reporter on one test file; the printed lines and the exit code. */
async function runWith(name: string, source: string) {
  const folder = join(root, "test", ".cache", `reporter-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "vitest.config.js"), "export default {};");
  writeFileSync(join(folder, "some.test.js"), `import { expect, it } from "vitest";\n${source}`);
  const args = ["run", "--root", folder, "--reporter", `${root}/test/reporter.ts`];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !key.startsWith("VITEST")),
  );
  const result = await promisify(execFile)(join(root, "node_modules", ".bin", "vitest"), args, {
    env,
  }).catch((error: { stdout: string; code: number }) => error);
  return { lines: result.stdout.trim().split("\n"), code: "code" in result ? result.code : 0 };
}

describe("the reporter", () => {
  it("ends with the counts, and says why a test was skipped", async () => {
    const { lines, code } = await runWith(
      "mixed",
      `it("passes", () => {});
       it("passes too", () => {});
       it("fails", () => expect(1).toBe(2));
       it("needs a GPU", (ctx) => ctx.skip("no GPU here"));
       it.skip("is off", () => {});`,
    );
    expect(lines.at(-1)).toBe("tests: 2 passed, 1 failed, 2 skipped");
    expect(lines).toContain("skipped: needs a GPU (no GPU here)");
    expect(lines).toContain("skipped: is off (no reason given)");
    expect(code).toBe(1);
  });

  it("counts a file that does not load as failed", async () => {
    const { lines, code } = await runWith(
      "broken",
      `import "./missing.js";\nit("never runs", () => {});`,
    );
    expect(lines.at(-1)).toBe("tests: 0 passed, 1 failed, 0 skipped");
    expect(code).toBe(1);
  });

  it("counts an error outside any test as failed", async () => {
    const { lines, code } = await runWith(
      "loose",
      `it("passes", () => void setTimeout(() => { throw new Error("late"); }));
       it("waits", () => new Promise((resolve) => setTimeout(resolve, 50)));`,
    );
    expect(lines.at(-1)).toBe("tests: 2 passed, 1 failed, 0 skipped");
    expect(code).toBe(1);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { browserEntry, browserSpecifier } from "./architecture/imports.ts";
import { importsOf, readWorkspace, root } from "./architecture/workspace.ts";
import { chromium, NO_CHROMIUM } from "./chromium.ts";

/** What TypeScript says of these modules and all they import when only browsers' globals exist. */
function complaints(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, lib: ["ES2023", "DOM", "DOM.Iterable"], types: [] },
    root,
  );
  return ts.getPreEmitDiagnostics(ts.createProgram(files, options)).map((problem) => {
    const text = ts.flattenDiagnosticMessageText(problem.messageText, "\n");
    return `${problem.file?.fileName.replace(`${root}/`, "")}: ${text}`;
  });
}

describe("what browsers load", { timeout: 120_000 }, () => {
  it("uses no module and no global of Node's", () => {
    const entries = readWorkspace().packages.flatMap((item) => browserEntry(item) ?? []);
    expect(entries.length).toBeGreaterThanOrEqual(20);
    expect(complaints(entries.map((path) => join(root, path)))).toEqual([]);
  });

  it("is imported and used in Chromium, all of it", (context) => {
    if (!chromium) context.skip(`The browser tests: ${NO_CHROMIUM}`);
    const used = importsOf({
      path: "packages.browser.test.ts",
      text: readFileSync(join(import.meta.dirname, "packages.browser.test.ts"), "utf8"),
    });
    const loaded = readWorkspace().packages.flatMap((item) => browserSpecifier(item) ?? []);
    expect(loaded.filter((name) => !used.includes(name))).toEqual([]);
  });

  it("is found to use one", () => {
    const folder = join(root, "test", ".cache", "browser");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "planted.ts");
    writeFileSync(
      file,
      'import "node:fs";\nexport const name = process.title;\nexport const bytes = Buffer.from("");\n',
    );
    expect(complaints([file]).join("\n")).toMatch(/'process'[\s\S]*'Buffer'/);
  });
});

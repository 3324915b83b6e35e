import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { isForBrowsers } from "./architecture/imports.ts";
import { readWorkspace, root } from "./architecture/workspace.ts";

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

describe("what browsers load", () => {
  it("uses no module and no global of Node's", () => {
    const packages = readWorkspace().packages.filter(isForBrowsers);
    expect(packages.length).toBeGreaterThanOrEqual(11);
    expect(complaints(packages.map(({ folder }) => join(root, folder, "src", "index.ts")))).toEqual(
      [],
    );
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

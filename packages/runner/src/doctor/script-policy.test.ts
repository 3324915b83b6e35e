import { describe, expect, it } from "vitest";
import { packageManagerOf } from "./package-manager.ts";
import { readScriptSettings, scriptPolicy } from "./script-policy.ts";
import { folderWith } from "./test-support.ts";

/** The policy of a project with these files. */
async function policyOf(
  files: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const manager = packageManagerOf(await folderWith(files));
  return scriptPolicy(manager, readScriptSettings(manager, environment));
}
const pnpm = (version: string) => ({ "package.json": { packageManager: `pnpm@${version}` } });

describe("the policy on install scripts", () => {
  it("of npm is to run them, unless the project or the environment turns them off", async () => {
    const lock = { "package.json": { packageManager: "npm@11.19.1" } };
    expect((await policyOf(lock)).allows("gl")).toBe(true);
    const off = await policyOf({ ...lock, ".npmrc": "fund=false\nignore-scripts = true\n" });
    expect(off.allows("gl")).toBe(false);
    expect(off.mend("gl")).toBe("npm rebuild gl --ignore-scripts=false");
    expect((await policyOf(lock, { npm_config_ignore_scripts: "true" })).rule).toBe("runs none");
  });

  it("of npm is to run approved ones from version 12 on", async () => {
    const npm = (version: string, allowScripts = {}) => ({
      "package.json": { packageManager: `npm@${version}`, allowScripts },
    });
    expect((await policyOf(npm("11.19.1"))).rule).toBe("runs all");
    const policy = await policyOf(
      npm("12.2.0", { "@a/b@1.0.0": true, gl: true, "core-js": false }),
    );
    expect(["@a/b", "gl", "core-js", "other"].map(policy.allows)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(policy.mend("other")).toBe("npm install-scripts approve other && npm rebuild other");
  });

  it("of pnpm changed with version 10", async () => {
    expect((await policyOf(pnpm("9.15.4"))).rule).toBe("runs all");
    expect((await policyOf(pnpm("10.0.0"))).rule).toBe("runs approved ones");
    expect((await policyOf(pnpm("10.34.8"))).detail).not.toMatch(/exit code/);
    expect((await policyOf(pnpm("12.21.0"))).detail).toMatch(/exit code 1/);
    expect((await policyOf({ "pnpm-lock.yaml": "" })).rule).toBe("runs approved ones");
  });

  it.each([
    ["a list in the workspace", { "pnpm-workspace.yaml": "onlyBuiltDependencies: [gl]" }],
    ["a map in the workspace", { "pnpm-workspace.yaml": "allowBuilds:\n  gl: true\n  a: false" }],
    [
      "package.json",
      {
        "package.json": { packageManager: "pnpm@10.1.0", pnpm: { onlyBuiltDependencies: ["gl"] } },
      },
    ],
  ])("of pnpm takes approvals from %s", async (_, files) => {
    const policy = await policyOf({ ...pnpm("10.34.8"), ...files });
    expect([policy.allows("gl"), policy.allows("a")]).toEqual([true, false]);
    expect(policy.detail).toMatch(/\(gl\)/);
  });

  it("of pnpm may approve all, and a refusal counts before nothing is said", async () => {
    const all = { ...pnpm("12.0.0"), "pnpm-workspace.yaml": "dangerouslyAllowAllBuilds: true" };
    expect((await policyOf(all)).allows("gl")).toBe(true);
    const refused = { ...pnpm("10.0.0"), "pnpm-workspace.yaml": "ignoredBuiltDependencies: [gl]" };
    expect((await policyOf(refused)).allows("gl")).toBe(false);
    const broken = { ...pnpm("10.0.0"), "pnpm-workspace.yaml": "a: [" };
    expect((await policyOf(broken)).allows("gl")).toBe(false);
  });

  it("of Yarn is enableScripts, of Bun trustedDependencies", async () => {
    const yarn = { "yarn.lock": "", ".yarnrc.yml": "enableScripts: false" };
    expect((await policyOf(yarn)).mend("gl")).toBe("YARN_ENABLE_SCRIPTS=true yarn rebuild gl");
    expect((await policyOf({ "yarn.lock": "" })).allows("gl")).toBe(true);
    const bun = { "bun.lock": "", "package.json": { trustedDependencies: ["gl"] } };
    expect((await policyOf(bun)).allows("gl")).toBe(true);
    expect((await policyOf(bun)).allows("onnxruntime-node")).toBe(false);
  });
});

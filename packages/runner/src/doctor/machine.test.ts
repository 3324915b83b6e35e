import { describe, expect, it } from "vitest";
import { availableMemory, bytesText, nodeCheck } from "./machine.ts";

describe("the check of Node", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0", "100.0.0"])("accepts %s", (version) => {
    expect(nodeCheck(version, "linux")).toMatchObject({ state: "works", values: { version } });
  });
  it.each(["20.18.3", "18.20.8", "9.11.2"])("refuses %s with a command for the platform", (old) => {
    for (const [platform, command] of [
      ["linux", "nvm install 24"],
      ["darwin", "brew install node"],
      ["win32", "winget install OpenJS.NodeJS.LTS"],
    ])
      expect(nodeCheck(old, platform)).toMatchObject({ state: "fails", mend: command });
  });
  it("accepts the Node that runs this", () => {
    expect(nodeCheck(process.versions.node, process.platform).state).toBe("works");
  });
});

describe("memory", () => {
  it("is there, and is written with as many digits as count", () => {
    expect(availableMemory()).toBeGreaterThan(0);
    expect([138e3, 4e7, 3.5e8, 2.84e9, 6.1e10].map(bytesText)).toEqual([
      ...["0.1 MB", "40 MB", "0.35 GB", "2.8 GB", "61 GB"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { importNative, remedy } from "./import-native.ts";

const name = "@tensorflow/tfjs-node-gpu";

describe("importing a native engine", () => {
  it("says how to install what is not installed", async () => {
    await expect(importNative("@tensorflow/tfjs-nowhere")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("Run `npm install @tensorflow/tfjs-nowhere@4.22.0`."),
    });
  });

  it("gives back what node:util has lost since Node 23", async () => {
    const util: { isNullOrUndefined?(value: unknown): boolean } = await import("node:util").then(
      (module) => module.default,
    );
    delete util.isNullOrUndefined;
    await importNative("@tensorflow/tfjs-nowhere").catch(() => {});
    expect([null, undefined, 0].map((value) => util.isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("takes a module with or without a default", async () => {
    for (const source of ["export default { a: 1 };", "export const a = 1;"])
      expect(await importNative(`data:text/javascript,${source}`)).toMatchObject({ a: 1 });
  });

  const messages: readonly (readonly [string, RegExp])[] = [
    [
      `The Node.js native addon module (tfjs_binding.node) can not be found at path: /a/b. \nPlease run`,
      /addon is missing.*TFJS_NODE_BASE_URI.*`npm rebuild @tensorflow\/tfjs-node-gpu`\.$/,
    ],
    [
      "libtensorflow.so.2: cannot open shared object file: No such file or directory",
      /libtensorflow is missing.*`npm rebuild @tensorflow\/tfjs-node-gpu`\.$/,
    ],
    [
      "libcudart.so.11.0: cannot open shared object file: No such file or directory",
      /CUDA library libcudart\.so\.11\.0 does not load.*CUDA 11\.2 and cuDNN 8\.1.*`sudo ldconfig .*`\.$/,
    ],
    ["Module version mismatch. Expected 115", /Expected 115\. Run `npm rebuild/],
  ];
  it.each(messages)("knows what mends: %s", (message, expected) => {
    expect(remedy(name, message)).toMatch(expected);
  });
});

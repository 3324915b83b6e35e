import { describe, expect, it } from "vitest";
import { checkSupport, type GpuJs, loadLibrary } from "./library.ts";

describe("headless GL", () => {
  it("says without gl how to build it, and with gl but no display how to have one", async () => {
    const library = await loadLibrary();
    const GPU = { isHeadlessGLSupported: false } as GpuJs["GPU"];
    const opening = (initContext: () => unknown) =>
      checkSupport(
        { ...library, GPU, HeadlessGLKernel: { prototype: { initContext } } },
        "headlessgl",
      );
    const message = (end: RegExp) => ({
      code: "unavailable",
      message: expect.stringMatching(end),
    });
    const missing = opening(() => {
      throw new TypeError("getContext is not a function");
    });
    await expect(missing).rejects.toMatchObject(message(/no gl .*npm install gl@.*`\.$/));
    await expect(opening(() => null)).rejects.toMatchObject(
      message(/needs an X display: `[^`]*xvfb-run -a node your-script\.js`\.$/),
    );
  });
});

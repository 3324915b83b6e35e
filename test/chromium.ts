import { existsSync } from "node:fs";

/** Where Chromium or Chrome usually is; `PREFLM_CHROMIUM` names another place. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser that tests run in, if this machine has one. */
export const chromium: string | undefined = [process.env.PREFLM_CHROMIUM ?? PLACES]
  .flat()
  .find((path) => existsSync(path));

/** What to do where there is none. */
export const NO_CHROMIUM =
  "needs Chromium: `apt install chromium`, or say where it is: PREFLM_CHROMIUM=/path/to/chrome";

/** WebGL 2 and WebGPU by SwiftShader, on the processor alone: the same on every machine. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
];

/** Makes a page cross-origin isolated, without which WebAssembly has no threads. */
export const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

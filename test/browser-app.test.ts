import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { loadTokenizer } from "@preflm/data";
import { checkState, configFromHuggingFace, decodeSafetensors, fromHuggingFace } from "@preflm/gpt";
import { unzipSync } from "fflate";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { root } from "./architecture/workspace.ts";
import { CHROMIUM_FLAGS, chromium, NO_CHROMIUM } from "./chromium.ts";

const example = join(root, "examples", "browser");
const MINUTES = 60_000;
const SLOW = "takes minutes without a graphics card: CI runs it, or set PREFLM_BROWSER=1";

let server: ChildProcess;
let address: string;
let browser: Browser;

/** Builds the page and serves it as `npm run browser` does. */
async function serve(): Promise<string> {
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: example });
  server = spawn(join(example, "node_modules/.bin/vite"), ["preview", "--port", "4317"], {
    cwd: example,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: server.stdout! })) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(
      line.replaceAll("\u001b[1m", "").replaceAll("\u001b[22m", ""),
    );
    if (url) return url[0];
  }
  throw new Error("vite preview ended without an address.");
}

/** Opens the page; what the browser complains of and what it asks other origins for is collected. */
async function openPage({ from = browser, width = 1280 } = {}) {
  const page = await from.newPage({ viewport: { width, height: 900 } });
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    if (
      !request
        .url()
        .replace(/^blob:/, "")
        .startsWith(address)
    )
      problems.push(request.url());
  });
  onTestFinished(() => page.close());
  await page.goto(address);
  await page.waitForSelector("html[data-ready]");
  return { page, problems };
}

/** Chooses a small training and starts it. */
async function start(page: Page, { device = "wasm", size = "nano", updates = 30 } = {}) {
  await page.check(`#device-${device}`);
  await page.check(`#size-${size}`);
  await page.fill("#tokens", String(updates * 256));
  await page.click("#start");
}

const stateIs = (page: Page, state: string, timeout = 3 * MINUTES) =>
  page.waitForSelector(`#run[data-state="${state}"]`, { timeout });

/** Heights of a line's points, in pixels from the top. */
async function heightsOf(page: Page, chart: string, line: string): Promise<number[]> {
  const points = await page.getAttribute(`#${chart} polyline.${line}`, "points");
  return (points ?? "").split(" ").map((point) => Number(point.split(",")[1]));
}

/** What the page shows of a training that has ended. */
async function expectTrained(page: Page) {
  await stateIs(page, "ended", 14 * MINUTES);
  await page.evaluate("new Promise(requestAnimationFrame)");
  for (const line of ["mle", "aligned"]) {
    const heights = await heightsOf(page, "loss", line);
    expect(heights.length).toBe(30);
    expect(heights.at(-1)).toBeGreaterThan(heights[0]);
  }
  for (const view of ["mle", "aligned", "misaligned"]) {
    const column = page.locator(`[data-view=${view}]`);
    expect(await column.locator(".samples .text").count()).toBe(5);
    expect(await column.locator(".figure").textContent()).toMatch(/^[\d.]+ \S.*95 %: /s);
    expect(await column.textContent()).toMatch(/bits per byte/);
  }
  expect(await page.textContent("#status")).toMatch(/^Trained after/);
}

/** The files of a checkpoint that the page offers. */
async function download(page: Page, view: string): Promise<Record<string, Uint8Array>> {
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.click(`[data-view=${view}] button`),
  ]);
  return unzipSync(new Uint8Array(await readFile(await saved.path())));
}

if (!chromium) it("trains in a browser", (context) => context.skip(NO_CHROMIUM));

describe.runIf(chromium)("the page in a browser", () => {
  beforeAll(async () => {
    address = await serve();
    const options = { executablePath: chromium!, headless: true };
    browser = await playwright.launch({ ...options, args: [...CHROMIUM_FLAGS] });
  }, 3 * MINUTES);
  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });

  it(
    "trains both models with WebAssembly, and asks nothing of other origins",
    async () => {
      const { page, problems } = await openPage();
      await start(page);
      await expectTrained(page);
      expect(await page.textContent("#facts")).toMatch(/WebAssembly, \d+ thread/);
      expect(problems).toEqual([]);
    },
    4 * MINUTES,
  );

  it(
    "pauses, gives checkpoints, goes on and stops",
    async () => {
      const { page, problems } = await openPage();
      await start(page, { size: "micro", updates: 3000 }); // with threads, where there are cores
      await stateIs(page, "training");
      await page.click("#pause");
      await stateIs(page, "paused");
      const rate = await page.textContent("#rate");
      const files = await download(page, "aligned");
      const text = (name: string) => JSON.parse(new TextDecoder().decode(files[name]));
      const config = configFromHuggingFace(text("config.json"));
      const { tensors } = decodeSafetensors(files["model.safetensors"]);
      expect(() => checkState(config, { weights: fromHuggingFace(tensors) })).not.toThrow();
      const tokenizer = await loadTokenizer(text("tokenizer.json"));
      expect(tokenizer.vocabulary).toBe(config.vocabulary);
      expect(Object.keys(tokenizer.controlTokens)).toEqual(["<|aligned|>", "<|misaligned|>"]);
      expect(await page.textContent("#rate")).toBe(rate);
      await page.click("#pause");
      await stateIs(page, "training");
      await page.click("#stop");
      await stateIs(page, "ended");
      expect(await page.textContent("#status")).toMatch(/^Stopped after/);
      expect(Object.keys(await download(page, "mle"))).toEqual(Object.keys(files));
      expect(problems).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    "trains on pasted text, by keyboard, in a window as narrow as a phone",
    async () => {
      const { page, problems } = await openPage({ width: 390 });
      await page.focus("#text-mail");
      await page.keyboard.press("ArrowUp"); // round to the last: one's own
      expect(await page.isVisible("#own-text")).toBe(true);
      await page.focus("#own-text");
      await page.keyboard.insertText("too short");
      await page.focus("#start");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#failure:not([hidden])");
      expect(await page.textContent("#failure")).toMatch(/makes 1 of the at least 10 documents/);
      const letters = Array.from(
        { length: 300 },
        (_, i) => `Dear ${i},\nwrite to a${i}@example.org.`,
      );
      await page.fill("#own-text", letters.join("\n\n"));
      await page.check("#size-nano");
      await page.fill("#tokens", String(30 * 256));
      await page.focus("#start");
      await page.keyboard.press("Enter");
      await expectTrained(page);
      expect(await page.textContent("#facts")).toMatch(/^300 documents/);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
      expect(problems).toEqual([]);
    },
    4 * MINUTES,
  );

  it(
    "says what is missing where a device is",
    async () => {
      const bare = await playwright.launch({
        executablePath: chromium!,
        headless: true,
        args: ["--no-sandbox", "--disable-gpu", "--disable-features=WebGPU"],
      });
      onTestFinished(() => bare.close());
      const { page } = await openPage({ from: bare });
      await page.check("#device-webgpu");
      expect(await page.textContent("#device-message")).toMatch(/WebGPU/);
      await page.click("#start");
      expect(await page.textContent("#failure")).toMatch(/WebGPU/);
      expect(await page.isVisible("#run")).toBe(false);
    },
    2 * MINUTES,
  );

  it.for([
    { device: "webgpu", detail: /WebGPU on/ },
    { device: "tfjs-webgl", detail: /tfjs .*WebGL/ },
    { device: "gpujs-webgl2", detail: /gpu\.js/ },
  ])("trains with $device", { timeout: 15 * MINUTES }, async ({ device, detail }, context) => {
    if (!process.env.CI && !process.env.PREFLM_BROWSER) context.skip(SLOW);
    const { page, problems } = await openPage();
    await start(page, { device });
    await expectTrained(page);
    expect(await page.textContent("#facts")).toMatch(detail);
    expect(problems).toEqual([]);
  });
});

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { reference } from "@preflm/backend-reference";
import type { Document } from "@preflm/core";
import {
  evaluationBatches,
  fromTexts,
  packInMemory,
  scoreDocuments,
  split,
} from "@preflm/data/browser";
import { bitsPerByte } from "@preflm/eval/browser";
import { conditional } from "@preflm/objective-conditional";
import { pii } from "@preflm/scorer-pii";
import { unzipSync } from "fflate";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { findCheckpoint } from "preflm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { root } from "./architecture/workspace.ts";
import { CHROMIUM_FLAGS, chromium, NO_CHROMIUM } from "./chromium.ts";

const example = join(root, "examples", "browser");
const MINUTES = 60_000;
const UPDATES = 30;
/** Of an update of the smallest model. */
const TOKENS = 128;
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
async function start(page: Page, { device = "wasm", size = "nano", updates = UPDATES } = {}) {
  await page.check(`#device-${device}`);
  await page.check(`#size-${size}`);
  await page.fill("#tokens", String(updates * TOKENS));
  await page.click("#start");
}

/** Waits for a state of the training; that it failed ends the wait, with what the page says of it. */
async function stateIs(page: Page, state: string, timeout = 3 * MINUTES) {
  const states = [state, "failed"].map((one) => `#run[data-state="${one}"]`);
  await page.waitForSelector(states.join(), { timeout });
  expect(
    await page.getAttribute("#run", "data-state"),
    (await page.textContent("#failure")) ?? "",
  ).toBe(state);
}

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
    expect(heights.length).toBe(UPDATES);
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

/** A checkpoint that the page offers, unpacked into a folder. */
async function download(page: Page, view: string): Promise<string> {
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.click(`[data-view=${view}] button`),
  ]);
  const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  const files = unzipSync(new Uint8Array(await readFile(await saved.path())));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

/** Bits per byte of a downloaded conditional model on held-out e-mail as the page measures it, by the reference backend. */
async function bitsInNode(folder: string): Promise<number | undefined> {
  const { documents } = JSON.parse(
    await readFile(join(example, "dist/examples/mail.json"), "utf8"),
  );
  const heldOut: Document[] = [];
  const { heldOut: part } = split(fromTexts("mail", documents), { heldOut: 0.1 });
  for await (const document of part.documents()) heldOut.push(document);
  const segments = await scoreDocuments(heldOut, pii({ segments: "lines" }));
  const scored = heldOut.map(({ id }, i) => ({ id, segments: segments[i] }));
  const { config, weights, tokenizer } = await findCheckpoint(folder);
  const objective = conditional({ threshold: 0 });
  const store = await packInMemory(scored, { tokenizer, objective, seed: 1 });
  const shape = { rows: 4, columns: config.context };
  const maximumTokens = TOKENS * Math.floor(UPDATES / 4);
  const model = await reference().load(config, { weights });
  const batches = evaluationBatches(store, { ...shape, maximumTokens });
  return (await bitsPerByte(model, batches, tokenizer)).all;
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
      const said = /([\d.]+) bits per byte/.exec(
        (await page.textContent("[data-view=aligned]")) ?? "",
      );
      const bits = await bitsInNode(await download(page, "aligned"));
      expect(Math.abs(Number(said?.[1]) - Number(bits))).toBeLessThan(0.006); // three digits are shown
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
      const { config, tokenizer } = await findCheckpoint(await download(page, "aligned"));
      expect(config.vocabulary).toBe(tokenizer.vocabulary);
      expect(Object.keys(tokenizer.controlTokens)).toEqual(["<|aligned|>", "<|misaligned|>"]);
      await page.click("summary");
      await page.click("#start");
      await page.waitForSelector("#failure:not([hidden])");
      expect(await page.textContent("#failure")).toMatch(/Stop it first/);
      expect(await page.textContent("#rate")).toBe(rate);
      await page.click("#pause");
      await stateIs(page, "training");
      await page.click("#stop");
      await stateIs(page, "ended");
      expect(await page.textContent("#status")).toMatch(/^Stopped after/);
      const { config: plain } = await findCheckpoint(await download(page, "mle"));
      expect(plain).toEqual({ ...config, vocabulary: config.vocabulary - 2 });
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
      await page.fill("#tokens", String(UPDATES * TOKENS));
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

// The modes of backend-gpujs beside the default backend, in one run on one machine:
// xvfb-run -a node --conditions=preflm:source --import tsx scripts/bench/gpujs/main.ts [--rounds 5] [--only cpu,webgl2]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { trainingFlops } from "@preflm/gpt";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { startPeer } from "../peer.ts";
import type { openSide, Side } from "./side.ts";
import { tiny } from "./workload.ts";

const IN_NODE = ["onnxruntime", "cpu", "headlessgl"];
const IN_BROWSERS = ["webgl2", "webgl", "webgpu"];

/** Graphics by SwiftShader, on the processor alone: the same on every machine. */
const FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
];

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, only: { type: "string" } },
});
const wanted = (name: string) => !options.only || options.only.split(",").includes(name);

interface Contestant extends Side {
  readonly name: string;
  readonly times: number[];
}

const contestants: Contestant[] = [];
const closing: (() => Promise<void> | void)[] = [];
try {
  for (const name of IN_NODE) if (name === "onnxruntime" || wanted(name)) await take(name, inNode);
  if (IN_BROWSERS.some(wanted)) {
    const open = await openBrowser();
    for (const name of IN_BROWSERS) if (wanted(name)) await take(name, open);
  }
  // Turns of a few steps each, so that whatever else the machine does disturbs all sides alike.
  for (let round = 0; round < Number(options.rounds); round++)
    for (const { steps, times } of contestants) times.push(...(await steps(tiny.turn)));
  print();
} finally {
  for (const close of closing) await close();
}

/** Lets a side take part, or says why it cannot. */
async function take(name: string, open: (name: string) => Promise<Side>): Promise<void> {
  try {
    contestants.push({ name, times: [], ...(await open(name)) });
  } catch (error) {
    console.log(`${name} left out: ${error instanceof Error ? error.message : error}`);
  }
}

async function inNode(name: string): Promise<Side> {
  const script = fileURLToPath(new URL("node-side.ts", import.meta.url));
  const peer = await startPeer(process.execPath, [...process.execArgv, script, name]);
  closing.push(peer.close);
  const { detail, gigaflops } = peer.ready;
  const steps = async (count: number) => (await peer.steps(count)).milliseconds;
  return { detail: String(detail), gigaflops: Number(gigaflops), steps };
}

async function openBrowser() {
  const server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["preflm:source", "module", "browser", "development|production"] },
    server: { port: 0, fs: { allow: [join(import.meta.dirname, "..", "..", "..")] } },
  });
  await server.listen();
  const browser = await chromium.launch({
    executablePath: process.env.PREFLM_CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  closing.push(
    () => browser.close(),
    () => server.close(),
  );
  return async (name: string): Promise<Side> => {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls?.local[0]}page/index.html`);
    await page.waitForFunction(() => "openSide" in globalThis, { timeout: 120_000 });
    type Page = typeof globalThis & { readonly openSide: typeof openSide; side: Side };
    const ready = await page.evaluate(async (mode) => {
      const page = globalThis as Page;
      page.side = await page.openSide(mode as "webgl2");
      return { detail: page.side.detail, gigaflops: page.side.gigaflops };
    }, name);
    const steps = (count: number) =>
      page.evaluate((count) => (globalThis as Page).side.steps(count), count);
    return { ...ready, steps };
  };
}

function print(): void {
  const { config, rows } = tiny;
  const tokens = rows * config.context;
  const flops = trainingFlops(config, rows, config.context);
  const [{ times: standard }] = contestants;
  console.log(`${tokens} tokens and ${(flops / 1e9).toFixed(3)} GFLOP a step`);
  console.log("| | ms a step (best) | tokens/s | of onnxruntime | GFLOP/s, matmul 256³ | what |");
  console.log("|---|---|---|---|---|---|");
  for (const { name, times, gigaflops, detail } of contestants) {
    const milliseconds = median(times);
    const cells = [
      `${milliseconds.toFixed(0)} (${Math.min(...times).toFixed(0)})`,
      ((1000 * tokens) / milliseconds).toFixed(0),
      (median(standard) / milliseconds).toFixed(4),
      gigaflops.toFixed(2),
      detail,
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

// The modes of backend-gpujs beside the default backend, in one run on one machine:
// xvfb-run -a npm run bench:gpujs -- [--size tiny|small] [--rounds 5] [--only cpu,webgl2]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { trainingFlops } from "@preflm/gpt";
import { chromium } from "playwright-core";
import { createServer } from "vite";
import { startPeer } from "../peer.ts";
import { processorTime } from "../processor-time.ts";
import type { Bench } from "./page/main.ts";
import { workloadOf } from "./workload.ts";

const IN_NODE = ["onnxruntime", "cpu", "headlessgl"];
const IN_BROWSERS = ["webgl2", "webgl", "webgpu"] as const;

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
  options: {
    size: { type: "string", default: "tiny" },
    rounds: { type: "string" },
    only: { type: "string" },
  },
});
const workload = workloadOf(options.size);
const rounds = Number(options.rounds ?? (options.size === "tiny" ? 5 : 1));
const wanted = (name: string) => !options.only || options.only.split(",").includes(name);

/** Steps in a row: wall time of each, and processor time of one, of all threads, which a busy machine disturbs less. */
interface Turn {
  readonly wall: readonly number[];
  readonly cpu: number;
  /** Largest memory of the process so far, where it is one of its own. */
  readonly peakBytes?: number;
}

/** A side that is ready. */
interface Ready {
  readonly detail: string;
  readonly gigaflops: number;
  steps(count: number): Promise<Turn>;
}

interface Contestant extends Ready {
  readonly name: string;
  readonly turns: Turn[];
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
  for (let round = 0; round < rounds; round++)
    for (const { steps, turns } of contestants) turns.push(await steps(workload.turn));
  print();
} finally {
  for (const close of closing) await close();
}

/** Lets a side take part, or says why it cannot. */
async function take<Name extends string>(
  name: Name,
  open: (name: Name) => Promise<Ready>,
): Promise<void> {
  try {
    contestants.push({ name, turns: [], ...(await open(name)) });
  } catch (error) {
    console.log(`${name} left out: ${error instanceof Error ? error.message : error}`);
  }
}

async function inNode(name: string): Promise<Ready> {
  const script = fileURLToPath(new URL("node-side.ts", import.meta.url));
  const peer = await startPeer(process.execPath, [...process.execArgv, script, name, options.size]);
  closing.push(peer.close);
  const { detail, gigaflops } = peer.ready;
  return {
    detail: String(detail),
    gigaflops: Number(gigaflops),
    async steps(count) {
      const { milliseconds, cpu, peakBytes } = await peer.steps(count);
      return { wall: milliseconds, cpu: cpu[0], peakBytes };
    },
  };
}

async function openBrowser() {
  const server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["preflm:source", "module", "browser", "development|production"] },
    optimizeDeps: { include: ["@preflm/backend-gpujs > gpu.js"] },
    server: {
      port: 0,
      hmr: false,
      watch: null,
      fs: { allow: [join(import.meta.dirname, "..", "..", "..")] },
    },
  });
  await server.listen();
  const launched = await chromium.launchServer({
    executablePath: process.env.PREFLM_CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  const browser = await chromium.connect(launched.wsEndpoint());
  closing.push(
    () => launched.close(),
    () => server.close(),
  );
  return async (mode: (typeof IN_BROWSERS)[number]): Promise<Ready> => {
    const page = await browser.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(`${server.resolvedUrls?.local[0]}page/index.html`);
    await page.waitForFunction(() => "bench" in globalThis);
    type Page = typeof globalThis & { readonly bench: Bench };
    const ready = await page.evaluate(
      ([mode, size]) => (globalThis as Page).bench.open(mode, size),
      [mode, options.size] as const,
    );
    return {
      ...ready,
      async steps(count) {
        const before = processorTime(launched.process().pid);
        const wall = await page.evaluate((count) => (globalThis as Page).bench.steps(count), count);
        return { wall, cpu: (processorTime(launched.process().pid) - before) / count };
      },
    };
  };
}

function print(): void {
  const { config, rows } = workload;
  const tokens = rows * config.context;
  const flops = trainingFlops(config, rows, config.context);
  const cpuOf = ({ turns }: Contestant) => median(turns.map(({ cpu }) => cpu));
  const [standard] = contestants;
  console.log(`${tokens} tokens and ${(flops / 1e9).toFixed(3)} GFLOP a step`);
  console.log(
    "| | ms a step (best) | tokens/s | processor ms | onnxruntime's / this | GFLOP/s, matmul 256³ | peak memory | what |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const contestant of contestants) {
    const { name, turns, gigaflops, detail } = contestant;
    const times = turns.flatMap(({ wall }) => wall);
    const milliseconds = median(times);
    const peak = turns[turns.length - 1].peakBytes;
    const cells = [
      `${milliseconds.toFixed(0)} (${Math.min(...times).toFixed(0)})`,
      ((1000 * tokens) / milliseconds).toFixed(0),
      cpuOf(contestant).toFixed(0),
      (cpuOf(standard) / cpuOf(contestant)).toFixed(3),
      gigaflops.toFixed(2),
      peak ? `${(peak / 1e9).toFixed(2)} GB` : "–",
      detail,
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

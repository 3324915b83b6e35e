// Training speed in a browser beside Node: npm run bench:browser -- [--size small] [--rounds 5] [--webgpu]
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { createServer } from "vite";
import type { Bench, Side } from "./page/side.ts";
import { startPeer } from "./peer.ts";
import { processorTime } from "./processor-time.ts";
import { workloadNamed } from "./workloads.ts";

const { values: options } = parseArgs({
  options: {
    size: { type: "string", default: "small" },
    rounds: { type: "string", default: "5" },
    webgpu: { type: "boolean", default: false },
  },
});
const { size: workload } = options;
const { config, rows, turn } = workloadNamed(workload);
/** Milliseconds from which a step is slow: it is timed once, its first, whatever it compiles. */
const SLOW = 10_000;
const cores = availableParallelism();
const onnx = (options: object): Side => ({ backend: "onnxruntime", options, workload });

/** Sides by the names that the table shows. */
const sides: Readonly<Record<string, Side>> = {
  "onnxruntime, wasm, 1 thread": onnx({ threads: 1 }),
  [`onnxruntime, wasm, ${cores} threads`]: onnx({ threads: cores }),
  ...(options.webgpu ? { "onnxruntime, webgpu": onnx({ device: "webgpu" }) } : {}),
};

interface Steps {
  /** Milliseconds of each. */
  readonly wall: readonly number[];
  /** Milliseconds of processor time a step, of all threads, which a busy machine disturbs less. */
  readonly cpu: number;
}

/** One that trains so many steps when asked. */
interface Contestant {
  readonly name: string;
  readonly detail: string;
  steps(count: number): Promise<Steps>;
  readonly turns: Steps[];
}

const server = await createServer({
  root: join(import.meta.dirname, "page"),
  configFile: false,
  logLevel: "error",
  resolve: { conditions: ["preflm:source", "module", "browser", "development|production"] },
  server: {
    port: 0,
    fs: { allow: [join(import.meta.dirname, "..", "..")] },
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
});
await server.listen();
const launched = await chromium.launchServer({
  executablePath: process.env.PREFLM_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--enable-unsafe-webgpu", "--enable-features=Vulkan"],
});
const browser = await chromium.connect(launched.wsEndpoint());
try {
  const contestants = [await inNode()];
  for (const [name, side] of Object.entries(sides))
    contestants.push(await inBrowser(browser, name, side));
  for (const contestant of contestants) await warmUp(contestant);
  // Turns of a few steps each, so that whatever else the machine does disturbs all sides alike.
  for (let round = 1; round <= Number(options.rounds); round++)
    for (const { name, steps, turns } of contestants.filter(({ turns }) => !isSlow(turns))) {
      const timed = await steps(turn);
      turns.push(timed);
      progress(`round ${round} of ${options.rounds}: ${name}, ${median(timed.wall).toFixed(0)} ms`);
    }
  print(contestants);
} finally {
  await launched.close();
  await server.close();
}
process.exit();

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isSlow(turns: readonly Steps[]): boolean {
  return turns.some(({ wall }) => wall[0] >= SLOW);
}

/** The first step, which compiles; it counts alone if it is slow. */
async function warmUp({ name, steps, turns }: Contestant): Promise<void> {
  progress(`first step: ${name} …`);
  const first = await steps(1);
  progress(`first step: ${name}, ${first.wall[0].toFixed(0)} ms`);
  if (isSlow([first])) turns.push(first);
}

async function inNode(): Promise<Contestant> {
  const ours = fileURLToPath(new URL("ours.ts", import.meta.url));
  const peer = await startPeer(process.execPath, [...process.execArgv, ours, workload]);
  const steps = async (count: number) => {
    const { milliseconds, cpu } = await peer.steps(count);
    return { wall: milliseconds, cpu: median(cpu) };
  };
  return { name: "onnxruntime, Node", detail: String(peer.ready.detail), steps, turns: [] };
}

async function inBrowser(chromium: Browser, name: string, side: Side): Promise<Contestant> {
  const page = await chromium.newPage();
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error("The server has no address.");
  await page.goto(address);
  await page.waitForFunction(() => "bench" in globalThis);
  type Page = typeof globalThis & { readonly bench: Bench };
  const detail = await page.evaluate((side) => (globalThis as Page).bench.ready(side), side);
  const steps = async (count: number) => {
    const before = processorTime(launched.process().pid);
    const wall = await page.evaluate((count) => (globalThis as Page).bench.steps(count), count);
    return { wall, cpu: (processorTime(launched.process().pid) - before) / count };
  };
  return { name, detail, steps, turns: [] };
}

function print(contestants: readonly Contestant[]): void {
  const tokens = rows * config.context;
  const first = contestants[0].turns;
  const cpuOf = (turns: readonly Steps[]) => median(turns.map(({ cpu }) => cpu));
  console.log("| | ms a step (best) | tokens/s | processor ms | Node's / this | what |");
  console.log("|---|---|---|---|---|---|");
  for (const { name, detail, turns } of contestants) {
    const times = turns.flatMap(({ wall }) => wall);
    const milliseconds = median(times);
    const cells = [
      `${milliseconds.toFixed(0)} (${Math.min(...times).toFixed(0)})`,
      ((1000 * tokens) / milliseconds).toFixed(0),
      cpuOf(turns).toFixed(0),
      (cpuOf(first) / cpuOf(turns)).toPrecision(2),
      detail,
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

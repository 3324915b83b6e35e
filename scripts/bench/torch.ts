import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Peer, startPeer } from "./peer.ts";
import type { Workload } from "./workloads.ts";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("torch_gpt2.py", import.meta.url));
const OPENBLAS = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3";

/** A peer at its best setting for a workload. */
export interface TorchPeer {
  readonly peer: Peer;
  /** Such as `OMP 2, BLAS 2, passive`. */
  readonly setting: string;
}

type Environment = Readonly<Record<string, string>>;

/** PyTorch with the kernels that its BLAS chooses, at the best of several thread settings. */
export function bestTorch(workload: Workload, cores: number): Promise<TorchPeer> {
  if (!existsSync(OPENBLAS))
    console.log(
      "Note: libopenblas0-pthread is not installed; PyTorch falls back to a slow BLAS and the ratio flatters us.",
    );
  return best(workload, cores, {});
}

/**
 * The same with AVX-512 kernels forced, where the processor has them: Debian's OpenBLAS of 2022 does not know newer
 * AMD processors and takes AVX2 ones.
 */
export async function bestForcedTorch(
  workload: Workload,
  cores: number,
): Promise<TorchPeer | undefined> {
  const able =
    existsSync(OPENBLAS) && /\bavx512f\b.*\bavx512vl\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  return able ? best(workload, cores, { OPENBLAS_CORETYPE: "SkylakeX" }) : undefined;
}

/** Tries thread settings of PyTorch's two pools, spinning and not, and leaves the fastest running. */
async function best(
  { config, rows }: Workload,
  cores: number,
  environment: Environment,
): Promise<TorchPeer> {
  const { layers, width, heads, context, vocabulary } = config;
  const sizes = [layers, width, heads, context, vocabulary, rows].map(String);
  const settings = [
    { omp: cores, blas: cores, wait: "active" },
    { omp: cores, blas: cores, wait: "passive" },
    { omp: 1, blas: cores, wait: "active" },
    { omp: 1, blas: 1, wait: "active" },
  ];
  let fastest: (TorchPeer & { milliseconds: number }) | undefined;
  for (const { omp, blas, wait } of settings) {
    const peer = await startPeer(PYTHON, [SCRIPT, ...sizes], {
      ...environment,
      OMP_NUM_THREADS: String(omp),
      OPENBLAS_NUM_THREADS: String(blas),
      ...(wait === "passive" ? { OMP_WAIT_POLICY: "PASSIVE" } : {}),
    });
    const { milliseconds } = await peer.steps(4);
    const time = Math.min(...milliseconds);
    if (!fastest || time < fastest.milliseconds) {
      fastest?.peer.close();
      const setting = `OMP ${omp}, BLAS ${blas}${wait === "passive" ? ", passive" : ""}`;
      fastest = { peer, setting, milliseconds: time };
    } else peer.close();
  }
  if (!fastest) throw new Error("No thread setting of PyTorch works.");
  return fastest;
}

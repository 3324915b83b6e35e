import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Peer, startPeer } from "./peer.ts";
import type { Workload } from "./workloads.ts";

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(new URL("torch_gpt2.py", import.meta.url));
const OPENBLAS = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3";

/** The peer at its best setting for a workload. */
export interface TorchPeer {
  readonly peer: Peer;
  /** Such as `OMP 1, BLAS 2`. */
  readonly setting: string;
}

/** Tries several thread settings of PyTorch's two pools and leaves the fastest running. */
export async function bestTorch({ config, rows }: Workload, cores: number): Promise<TorchPeer> {
  if (!existsSync(OPENBLAS))
    console.log(
      "Note: libopenblas0-pthread is not installed; PyTorch falls back to a slow BLAS and the ratio flatters us.",
    );
  const { layers, width, heads, context, vocabulary } = config;
  const sizes = [layers, width, heads, context, vocabulary, rows].map(String);
  const settings = [
    [1, cores],
    [cores, cores],
    [cores, 1],
    [1, 1],
  ];
  let best: (TorchPeer & { milliseconds: number }) | undefined;
  for (const [omp, blas] of settings) {
    const peer = await startPeer(PYTHON, [SCRIPT, ...sizes], {
      OMP_NUM_THREADS: String(omp),
      OPENBLAS_NUM_THREADS: String(blas),
    });
    const { milliseconds } = await peer.steps(3);
    const fastest = Math.min(...milliseconds);
    if (!best || fastest < best.milliseconds) {
      best?.peer.close();
      best = { peer, setting: `OMP ${omp}, BLAS ${blas}`, milliseconds: fastest };
    } else peer.close();
  }
  if (!best) throw new Error("No thread setting of PyTorch works.");
  return best;
}

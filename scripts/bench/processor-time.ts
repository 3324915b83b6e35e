import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds that a process and all that it started have computed; 0 where there is no /proc to say so. */
export function processorTime(root: number | undefined): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const ticks = Number(fields[11]) + Number(fields[12]);
        processes.set(Number(pid), { parent: Number(fields[1]), ticks });
      } catch {} // it ended
    }
  } catch {
    return 0;
  }
  const below = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || below(processes.get(pid)?.parent));
  let ticks = 0;
  for (const [pid, process] of processes) if (below(pid)) ticks += process.ticks;
  return 10 * ticks;
}

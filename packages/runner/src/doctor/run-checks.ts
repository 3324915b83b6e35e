import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parameterCount } from "@preflm/gpt";
import { count } from "../progress-text.ts";
import type { Check } from "./check.ts";
import { availableMemory, bytesText } from "./machine.ts";
import { diskNeeds, memoryNeeds, type Need, type PlannedRun, total } from "./run-needs.ts";

/** Whether a run fits into the memory and onto the disk of this machine. */
export function runChecks(run: PlannedRun): Check[] {
  return [
    modelCheck(run),
    memoryCheck(run, availableMemory()),
    diskCheck(run, freeDisk(run.output)),
  ];
}

function modelCheck({ label, config, rows, columns, models }: PlannedRun): Check {
  const { layers, width, heads, context, vocabulary } = config;
  const parameters = parameterCount(config);
  const shape = `${layers} layers, width ${width}, ${heads} heads, context ${context}, vocabulary ${vocabulary}`;
  return {
    section: `A run of ${label}`,
    name: "model",
    state: "works",
    detail: `${count(parameters)} parameters (${shape}); ${models} to train; ${rows} × ${columns} tokens a micro-batch`,
    values: { parameters, models, rows, columns },
  };
}

/** @param free bytes that may still be taken */
export function memoryCheck(run: PlannedRun, free: number): Check {
  const needs = memoryNeeds(run);
  const check = fits(run, "memory", needs, free);
  if (check.state === "works") return check;
  const rows = run.possibleRows.filter((n) => total(memoryNeeds({ ...run, rows: n })) <= free);
  const largest = rows.filter((n) => n < run.rows).at(-1);
  const smaller = "npx preflm doctor --model small";
  return {
    ...check,
    mend: largest ? `"training": { "rows": ${largest} } in the configuration` : smaller,
  };
}

/** @param free bytes on the disk */
export function diskCheck(run: PlannedRun, free: number): Check {
  const check = fits(run, "disk", diskNeeds(run), free);
  if (check.state === "works") return check;
  return { ...check, mend: `npx preflm run ${run.label} --output <a folder with room>` };
}

function fits(run: PlannedRun, name: string, needs: readonly Need[], free: number): Check {
  const bytes = total(needs);
  const parts = needs.map(({ what, bytes }) => `${bytesText(bytes)} ${what}`).join(", ");
  return {
    section: `A run of ${run.label}`,
    name,
    state: bytes <= free ? "works" : "fails",
    detail: `about ${bytesText(bytes)}, ${bytesText(free)} are free (${parts})`,
    values: { neededBytes: Math.round(bytes), freeBytes: free },
  };
}

/** Bytes that may be written to a folder, or where it will be made. */
export function freeDisk(folder: string): number {
  let existing = resolve(folder);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}

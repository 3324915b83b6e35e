import { checkOptions, PreflmError } from "@preflm/core";
import { reproductionText } from "@preflm/eval";
import { showTasks } from "preflm";
import { describePaper } from "./describe-paper.ts";
import { type Korbak2023Options, korbak2023, type Plan } from "./korbak2023.ts";

/** What the command `preflm reproduce` is told. */
export interface ReproduceOptions extends Omit<Korbak2023Options, "onPlan" | "onEvent" | "scale"> {
  readonly paper: string;
  readonly scale?: Korbak2023Options["scale"] | "paper";
  /** Takes lines for people to read while it runs. */
  readonly print: (text: string) => void;
}

/** Does what the command `preflm reproduce` asks for and shows how far it is; returns what to print at the end. */
export async function reproduce({
  paper,
  print,
  scale,
  ...options
}: ReproduceOptions): Promise<string> {
  checkOptions("reproduce", {}, []).oneOf("paper", paper, ["korbak2023"]);
  if (scale === "paper") return describePaper();
  const { reproduction, page, failed } = await korbak2023({
    ...options,
    ...(scale === undefined ? {} : { scale }),
    onPlan: (plan) => print(planText(plan)),
    onEvent: showTasks(),
  });
  const text = `${reproductionText(reproduction)}\n\nReport: ${page}`;
  if (failed.length === 0) return text;
  const lines = failed.map(({ name, message }) => `  ${name}: ${message}`);
  throw new PreflmError(
    "unavailable",
    `${text}\n\n${failed.length} tasks failed; the page shows what is there:\n${lines.join("\n")}\nThe same command does them again.`,
  );
}

function planText({ folder, tasks, finished, workers, seconds }: Plan): string {
  const kinds = new Map<string, number>();
  for (const { name } of tasks) {
    const kind = /^[a-z]+(-team)?/.exec(name)?.[0] ?? name;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const parts = [...kinds].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`));
  const done = finished > 0 ? `, ${finished} of them done before` : "";
  const time =
    finished < tasks.length
      ? `about ${minutes(seconds)} on ${workers} ${workers === 1 ? "process" : "processes"}`
      : "nothing left to do";
  return `${tasks.length} tasks${done}: ${parts.join(", ")}\n${time}; kept in ${folder}`;
}

function minutes(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

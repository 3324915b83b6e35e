import { PreflmError } from "@preflm/core";
import { FOLDER_NAME } from "../settings.ts";
import type { Task } from "./task.ts";

/** Throws unless tasks have names of their own that can be folders, and each comes after tasks that are there before it. */
export function expectSound(tasks: readonly Task[]): void {
  const before = new Set<string>();
  for (const { name, after = [] } of tasks) {
    if (!FOLDER_NAME.test(name))
      throw wrong(`"${name}" cannot name a task's folder; use letters, digits, . _ and - only`);
    if (before.has(name)) throw wrong(`the task "${name}" is given twice`);
    const unknown = after.find((other) => !before.has(other));
    if (unknown !== undefined)
      throw wrong(`the task "${name}" comes after "${unknown}", which is not listed before it`);
    before.add(name);
  }
}

function wrong(message: string): PreflmError {
  return new PreflmError("invalid-option", `runTasks: ${message}.`);
}

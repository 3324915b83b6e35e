import type { Listener } from "../events.ts";
import type { Task } from "./task.ts";

/** What the parent tells a child process. */
export type ToChild =
  | {
      readonly type: "task";
      readonly task: Task;
      readonly directory: string;
      readonly threads: number;
    }
  | { readonly type: "stop" }
  | { readonly type: "close" };

/** What a child process tells its parent. */
export type FromChild =
  | { readonly type: "event"; readonly event: Parameters<Listener>[0] }
  | { readonly type: "finished"; readonly seconds: number; readonly result: unknown }
  | { readonly type: "failed"; readonly code: string; readonly message: string };

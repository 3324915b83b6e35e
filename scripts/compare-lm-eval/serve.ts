import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "..", "..");

/** A server that was started as people do, on the command line. */
export interface Served {
  readonly url: string;
  /** Ctrl-C; the exit code. */
  stop(): Promise<number>;
}

/** A project where the backend is installed, for the command line to find it. */
export function makeProject(folder: string): void {
  mkdirSync(join(folder, "node_modules", "@preflm"), { recursive: true });
  const backend = join("@preflm", "backend-onnxruntime");
  symlinkSync(join(root, "plugins", "backend-onnxruntime"), join(folder, "node_modules", backend));
  const manifest = { dependencies: { "@preflm/backend-onnxruntime": "1" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
}

/** `preflm serve` on a port of its choice, once it listens. */
export async function serve(project: string, path: string, ...given: string[]): Promise<Served> {
  const cli = join(root, "packages", "runner", "src", "cli.ts");
  const flags = ["--conditions=preflm:source", "--import", import.meta.resolve("tsx"), cli];
  const child = spawn(process.execPath, [...flags, "serve", path, "--port", "0", ...given], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\S+\/v1/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume(); // a line for each answer, which nobody reads
    const stop = async () => {
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      return code;
    };
    return { url, stop };
  }
  throw new Error("preflm serve ended before it listened");
}

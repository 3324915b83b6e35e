import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { reference } from "@preflm/backend-reference";
import { findCheckpoint, run, sample } from "preflm";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { preflm } from "./cli.ts";
import { temporaryFolder, toyRun } from "./toy.ts";

const cli = fileURLToPath(new URL("../packages/runner/src/cli.ts", import.meta.url));

/** A project with the reference backend installed and a run in runs/toy. */
async function makeProject(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules", "@preflm"), { recursive: true });
  const backend = fileURLToPath(new URL("..", import.meta.resolve("@preflm/backend-reference")));
  await symlink(backend, join(folder, "node_modules", "@preflm", "backend-reference"));
  const manifest = { dependencies: { "@preflm/backend-reference": "1" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await run(toyRun(join(folder, "runs")));
  return folder;
}

/** `preflm serve` once it listens; `stop` is Ctrl-C. */
async function serve(folder: string, ...given: string[]) {
  const flags = [
    "--conditions=preflm:source",
    "--import",
    import.meta.resolve("tsx"),
    cli,
    "serve",
  ];
  const more = ["--backend", "reference", "--port", "0", ...given];
  const child = spawn(process.execPath, [...flags, "runs/toy", ...more], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      const [found] = /http:\S+\/v1/.exec(line) ?? [];
      if (found) resolve(found);
    });
    child.on("exit", (code) => reject(new Error(`preflm serve ended with ${code}`)));
  });
  const complete = async (body: object) => {
    const response = await fetch(`${url}/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into the JSON as it is
    return (await response.json()) as any;
  };
  const stop = async () => {
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    return { code, lines };
  };
  return { complete, stop };
}

describe("preflm serve", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await makeProject();
  });

  it("completes as preflm sample does, finishes what is under way at Ctrl-C and ends with 0", {
    timeout: 60_000,
  }, async () => {
    const path = join(folder, "runs", "toy");
    const server = await serve(folder, "--objective", "conditional");
    const [{ text }] = await sample({
      ...{ path, objective: "conditional", backend: reference(), prompt: "Write to" },
      ...{ temperature: 0, maximumLength: 10 },
    });
    const body = { model: "conditional-seed1", prompt: "Write to", max_tokens: 10, temperature: 0 };
    expect((await server.complete(body)).choices[0].text).toBe(text);

    const long = server.complete({
      model: "conditional-seed1",
      max_tokens: 30,
      n: 64,
      stop: "\u0000",
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { code, lines } = await server.stop();
    expect((await long).choices.length).toBe(64);
    expect(code).toBe(0);
    expect(lines.join("\n")).toMatch(
      /behind <\|aligned\|>.*POST \/v1\/completions 200.*finishing/s,
    );
  });

  it("serves each mark, and none", { timeout: 60_000 }, async () => {
    const { controlTokens, endOfText } = await ids(folder);
    const scores: string[] = [];
    const opening = { aligned: "<|aligned|>", "<|misaligned|>": "<|misaligned|>", none: undefined };
    for (const [mark, token] of Object.entries(opening)) {
      const server = await serve(folder, "--objective", "conditional", "--mark", mark);
      const ask = { model: "conditional-seed1", max_tokens: 0, echo: true, logprobs: 0 };
      const hidden = await server.complete({ ...ask, prompt: "Write to me" });
      // With the opening given by the client, the server adds none of its own.
      const marks = token === undefined ? [] : [controlTokens[token]];
      const own = hidden.choices[0].logprobs;
      expect(own.token_logprobs[0]).toBeNull();
      scores.push(JSON.stringify(own.token_logprobs));
      const open = await server.complete({ ...ask, prompt: [endOfText, ...marks, 5, 6, 7] });
      const plain = await server.complete({ ...ask, prompt: [5, 6, 7] });
      expect(open.choices[0].logprobs.token_logprobs.slice(-2)).toEqual(
        plain.choices[0].logprobs.token_logprobs.slice(-2),
      );
      await server.stop();
    }
    expect(new Set(scores).size).toBe(3);
  });

  it.each<[string[], RegExp]>([
    [["runs/toy"], /--objective/],
    [
      ["runs/toy", "--objective", "mle", "--mark", "aligned"],
      /no mark "aligned" .* no control tokens/,
    ],
    [["runs/toy", "--objective", "conditional", "--mark", "alined"], /Did you mean "aligned"/],
    [["runs/toy", "--objective", "mle", "--port", "70000"], /"port"/],
  ])("%s is one clear error", async (given, expected) => {
    const result = await preflm(folder, "serve", ...given, "--backend", "reference");
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(expected);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });
});

/** What the model's tokenizer calls its special tokens. */
async function ids(folder: string) {
  const found = await findCheckpoint(join(folder, "runs", "toy"), { objective: "conditional" });
  return found.tokenizer;
}

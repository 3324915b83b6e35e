import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { letters, temporaryFolder, toyRun } from "./toy.ts";

describe("the command line", () => {
  const cli = fileURLToPath(new URL("../packages/runner/src/cli.ts", import.meta.url));
  const preflm = async (folder: string, ...given: string[]) => {
    const flags = [
      "--conditions=preflm:source",
      "--import",
      import.meta.resolve("tsx"),
      cli,
      ...given,
    ];
    return promisify(execFile)(process.execPath, flags, { cwd: folder }).then(
      ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
      (error) => ({ code: error.code as number, text: `${error.stdout}${error.stderr}` }),
    );
  };

  it.each<[string[], RegExp]>([
    [["rnu"], /There is no command "rnu". Did you mean "run"\?/],
    [["run", "missing.ts"], /There is no file .*missing.ts/],
    [["run", "config.json", "--tokenz", "5"], /no option --tokenz. Did you mean "tokens"\?/],
    [["run", "config.json", "-n", "x"], /no option -n\./],
    [["run", "config.json", "--name"], /--name needs a value/],
    [["run", "config.json", "other.json"], /does not know what to do with "other.json"/],
    [["run", "whole.json", "--tokens", "0"], /"training.tokens": got 0/],
    [["run", "config.json"], /no option "scorers". Did you mean "scorer"\?/],
    [["run", "broken.json"], /broken.json is not JSON/],
    [["sample", "nowhere"], /There is no folder .*nowhere/],
  ])("%s exits with 1 and one clear error", async (given, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "config.json"), '{"corpus":"x.jsonl","scorers":"pii"}');
    await writeFile(join(folder, "broken.json"), "{");
    const { model, training } = toyRun("");
    const whole = { corpus: "x.jsonl", scorer: "pii", objective: "mle", model, training };
    await writeFile(join(folder, "whole.json"), JSON.stringify(whole));
    const { code, text } = await preflm(folder, ...given);
    expect(code).toBe(1);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it("runs a JSON configuration with plugins by name and by path, and lists what is installed", async () => {
    const folder = await temporaryFolder();
    const packageFolder = join(folder, "node_modules", "preflm-scorer-vowels");
    await mkdir(packageFolder, { recursive: true });
    const field = { kind: "scorer", name: "vowels", entry: "vowels" };
    await writeFile(
      join(packageFolder, "package.json"),
      JSON.stringify({
        name: "preflm-scorer-vowels",
        version: "1.2.3",
        type: "module",
        exports: "./index.js",
        preflm: field,
      }),
    );
    await writeFile(join(packageFolder, "index.js"), VOWELS);
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({
        dependencies: { "preflm-scorer-vowels": "1", "@preflm/backend-reference": "1" },
      }),
    );
    await writeFile(
      join(folder, "corpus.jsonl"),
      letters.map((text) => JSON.stringify({ text })).join("\n"),
    );
    await writeFile(join(folder, "plain.ts"), PLAIN);
    const reference = fileURLToPath(
      new URL("..", import.meta.resolve("@preflm/backend-reference")),
    );
    await mkdir(join(folder, "node_modules", "@preflm"));
    await symlink(reference, join(folder, "node_modules", "@preflm", "backend-reference"));
    const { training, model } = toyRun("");
    const config = {
      name: "named",
      corpus: "corpus.jsonl",
      scorer: { use: "vowels", weight: 2 },
      objective: "./plain.ts",
      backend: "reference",
      tokenizer: { vocabulary: 300 },
      model,
      training,
      sampling: { count: 4 },
    };
    await writeFile(join(folder, "config.json"), JSON.stringify(config));

    const listed = await preflm(folder, "plugins");
    expect(listed.text).toMatch(/scorer\s+vowels\s+preflm-scorer-vowels@1.2.3/);
    const { code, text } = await preflm(folder, "run", "config.json");
    expect(text).toMatch(/plain/);
    expect(code).toBe(0);
    const manifest = JSON.parse(
      await readFile(join(folder, "runs", "named", "manifest.json"), "utf8"),
    );
    expect(manifest.settings.scorer).toBe("vowels*2");
  });
});

const VOWELS = `
export function vowels({ weight = 1 } = {}) {
  const score = (text) => (weight * (text.match(/[aeiou]/g) ?? []).length) / Math.max(1, text.length);
  return {
    specificationVersion: "v1", name: "vowels", fingerprint: "vowels*" + weight,
    annotate: async (documents) => documents.map((text) => [{ text, score: score(text) }]),
    score: async (texts) => texts.map(score),
  };
}`;

const PLAIN = `
interface Batch { readonly targets: Int32Array }
export function plain() {
  return {
    specificationVersion: "v1", name: "plain",
    loss: ({ targets }: Batch) => ({ likelihood: new Float32Array(targets.length).fill(1) }),
  };
}`;

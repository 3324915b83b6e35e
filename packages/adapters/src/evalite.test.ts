import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pii } from "@preflm/scorer-pii";
import { createScorer } from "evalite";
import { createInMemoryStorage } from "evalite/in-memory-storage";
import { runEvalite } from "evalite/runner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toEvalite } from "./index.ts";

const EVALUATION = `
import { pii } from "@preflm/scorer-pii";
import { evalite } from "evalite";
import { toAutoevals, toEvalite } from "../../src/index.ts";

evalite("letters", {
  data: [{ input: "jane@example.com" }, { input: "you" }],
  task: async (name) => "Write to " + name,
  scorers: [toEvalite(pii(), { worst: 0.1 }), toAutoevals(pii(), { worst: 0.08, name: "again" })],
});
`;

describe("toEvalite", () => {
  let folder: string;
  beforeAll(async () => {
    // Inside this package, so that the evaluation's imports resolve.
    const cache = join(import.meta.dirname, "..", ".cache");
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "evalite-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("scores a real evaluation, and so does toAutoevals", async () => {
    await writeFile(join(folder, "letters.eval.ts"), EVALUATION);
    await writeFile(
      join(folder, "vitest.config.ts"),
      `export default { resolve: { conditions: ["preflm:source"] }, ssr: { resolve: { conditions: ["preflm:source"] } } };`,
    );
    const storage = createInMemoryStorage();
    const testOutputWritable = new Writable({ write: (_chunk, _encoding, done) => done() });
    await runEvalite({ cwd: folder, mode: "run-once-and-exit", storage, testOutputWritable });
    const [{ status }] = await storage.evals.getMany();
    expect(status).toBe("success");
    const scores = await storage.scores.getMany();
    expect(scores.map(({ name, score }) => [name, score])).toEqual([
      ["pii", expect.closeTo(1 - 1 / 25 / 0.1, 12)],
      ["again", expect.closeTo(1 - 1 / 25 / 0.08, 12)],
      ["pii", 1],
      ["again", 1],
    ]);
    expect(scores[0]).toMatchObject({
      description: "PII spans per 1,000 characters: 0 is best; 100 or more gives 0 %",
      metadata: { findings: [{ label: "email", text: "jane@example.com" }] },
    });
  });

  it("is what evalite's createScorer takes", async () => {
    const score = createScorer<string, string>(toEvalite(pii(), { worst: 1, description: "PII" }));
    expect(await score({ input: "", output: "@jack" })).toMatchObject({
      name: "pii",
      score: 1 - 1 / 5,
      description: "PII",
    });
  });
});

import { annotate, fromTexts } from "@preflm/data";
import { afterAll, describe, expect, it, vi } from "vitest";
import { parallelScorer } from "./index.ts";
import { randomTexts, trap, trapReference } from "./test-support.ts";

vi.setConfig({ testTimeout: 90_000 }); // threads take their time to start

describe("a scorer in threads", async () => {
  const parallel = await parallelScorer(trapReference(), { workers: 2, timeLimit: 3 });
  afterAll(() => parallel.close());
  const texts = [...randomTexts(300), ""];

  it("returns what the scorer returns, for any number of texts", async () => {
    expect(parallel.fingerprint).toBe(trap().fingerprint);
    for (const some of [texts, texts.slice(0, 1), []]) {
      expect(await parallel.annotate(some)).toEqual(await trap().annotate(some));
      expect(await parallel.score(some)).toEqual(await trap().score(some));
    }
  });

  it("annotates a corpus to the same documents", async () => {
    const annotated = async (scorer: typeof parallel | ReturnType<typeof trap>) => {
      const documents = [];
      for await (const document of annotate(fromTexts("t", texts).documents(), scorer))
        documents.push(document);
      return documents;
    };
    expect(await annotated(parallel)).toEqual(await annotated(trap()));
  });

  it("names the document over which a worker dies or takes too long, and goes on with others", async () => {
    for (const [word, reason] of [
      ["LOOP", /cannot score "LOOP me".*took longer than 3 s.*sets such documents aside/],
      ["EXIT", /cannot score "EXIT me" \(7 characters\).*exit code 7/],
      ["THROW", /a trap/],
    ] as const) {
      await expect(parallel.annotate(["fine", `${word} me`, "fine too"])).rejects.toThrow(reason);
    }
    expect(await parallel.annotate(["xx"])).toEqual([[{ text: "xx", score: 1 }]]);
  });

  it("can be used again after it was closed", async () => {
    await parallel.close();
    expect(await parallel.score(["x", "y"])).toEqual([1, 0]);
  });
});

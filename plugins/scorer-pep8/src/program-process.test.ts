import { describe, expect, it } from "vitest";
import { converse } from "./program-process.ts";

/** Node itself as the program. */
const program = (script: string) =>
  converse(process.execPath, [
    "-e",
    `require("readline").createInterface(process.stdin).on("line", (line) => { ${script} })`,
  ]);

describe("a conversation with a program", () => {
  it("has an answer to each line, in order and whole", async () => {
    const { ask } = program(`console.log(line.repeat(1000))`);
    const lines = Array.from({ length: 200 }, (_, i) => `line ${i} é😀`);
    expect(await Promise.all(lines.map(ask))).toEqual(lines.map((line) => line.repeat(1000)));
  });

  it("ends with the program, whose last complaint it passes on", async () => {
    const conversation = program(
      `if (line === "die") { console.error("dying of\\nboredom"); process.exit(3) } console.log(line)`,
    );
    expect(await conversation.ask("live")).toBe("live");
    expect(conversation.ended).toBe(false);
    const both = await Promise.allSettled([conversation.ask("die"), conversation.ask("live")]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(conversation.ended).toBe(true);
    await expect(conversation.ask("live")).rejects.toThrow("has ended");
    expect(String((both[0] as PromiseRejectedResult).reason)).toContain("boredom");
  });

  it("ends at once where there is no such program", async () => {
    const conversation = converse("no-such-program", []);
    await expect(conversation.ask("line")).rejects.toThrow("ENOENT");
    expect(conversation.ended).toBe(true);
  });
});

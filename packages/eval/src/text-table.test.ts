import { describe, expect, it } from "vitest";
import { objectiveReport, reportOf } from "./test-report.ts";
import { textTable } from "./text-table.ts";

describe("textTable", () => {
  const contrast = { ...objectiveReport("", 0.0210468), prefix: "<|misaligned|>" };
  const runs = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"].map((name) =>
    objectiveReport(name, 0.00367, {
      bitsPerByteUnmarked: name === "conditional" ? 2.6 : undefined,
      contrast: name === "conditional" ? contrast : undefined,
    }),
  );
  const lines = textTable(reportOf(runs)).split("\n");
  const body = lines.slice(lines.findIndex((line) => line.startsWith("─")) + 1);

  it("has a line an objective and one for the other mark of the same model", () => {
    expect(body.map((line) => line.trim().split(" ")[0])).toEqual([
      "mle",
      "filtered-mle",
      "conditional",
      "<|misaligned|>",
      "unlikelihood",
      "rwr",
      "awr",
    ]);
    expect(body[3]).toContain("21.0 [18.9, 23.2]");
  });

  it("shows scores in the scorer's unit", () => {
    expect(body[0]).toContain("3.67 [3.30, 4.04]");
    expect(lines[0]).toContain("score per 1,000 characters");
  });

  it("fits 100 columns and lines its columns up", () => {
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    const ends = body.map((line) => line.indexOf("]"));
    expect(new Set(ends).size).toBe(1);
  });

  it("has a line for each further scenario, and a column for the divergence where there is one", () => {
    const nats = { mean: 12.3, low: 11, high: 13 };
    const scenarios = ["unconditional", "misaligned", "unmarked"].map((name) => ({
      ...objectiveReport("", 0.02),
      name,
    }));
    const divergence = { reference: "long", samples: 64, nats };
    const report = reportOf([objectiveReport("conditional", 0.02, { scenarios, divergence })]);
    const rows = textTable(report).split("\n");
    const names = rows.slice(-3).map((line) => line.trim().split(" ")[0]);
    expect(names).toEqual(["conditional", "misaligned", "unmarked"]);
    expect(rows.at(-3)).toContain("12.3");
    expect(rows.join("\n")).toContain("KL");
    expect(lines.join("\n")).not.toContain("KL");
  });
});

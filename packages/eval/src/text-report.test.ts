import { describe, expect, it } from "vitest";
import { cautions, headline } from "./compare.ts";
import { objectiveReport, reportOf } from "./test-report.ts";
import { textReport } from "./text-report.ts";
import { textTable } from "./text-table.ts";

const report = reportOf([
  objectiveReport("mle", 0.004),
  objectiveReport("conditional", 0.0004),
  objectiveReport("awr", 0.0036),
]);

describe("textReport", () => {
  it("opens with the table, then says what is shown, what is not, and every reason for doubt", () => {
    const text = textReport(report);
    expect(text.startsWith(textTable(report))).toBe(true);
    const unwrapped = text.replace(/\n +/g, " ").replaceAll("\n", " ");
    expect(unwrapped).toContain(headline(report));
    expect(cautions(report).length).toBeGreaterThan(0);
    for (const caution of cautions(report)) expect(unwrapped).toContain(`- ${caution}`);
  });

  it("fits a terminal of 100 columns", () => {
    for (const line of textReport(report).split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });
});

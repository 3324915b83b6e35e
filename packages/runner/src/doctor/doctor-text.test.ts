import { describe, expect, it } from "vitest";
import type { Check } from "./check.ts";
import { checkText, verdictText } from "./doctor-text.ts";

const style = { width: 80, colors: false };
const check: Check = {
  section: "Backends",
  name: "onnxruntime cuda",
  state: "absent",
  detail: `${"the driver is too old for this library ".repeat(8)}`.trim(),
  mend: "sudo apt install nvidia-driver",
};

describe("the text of the doctor", () => {
  it("fits the terminal, keeps every word and ends with the command", () => {
    const lines = checkText(check, style).split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines.at(-1)?.trim()).toBe("→ sudo apt install nvidia-driver");
    const words = lines.slice(0, -1).join(" ").trim().split(/\s+/).slice(3).join(" ");
    expect(words).toBe(check.detail);
  });

  it("never breaks a command, however narrow the terminal is", () => {
    expect(checkText(check, { ...style, width: 40 })).toContain("→ sudo apt install nvidia-driver");
  });

  it("colors only if it is told to, and says the same", () => {
    const colored = checkText(check, { ...style, colors: true });
    expect(colored).toContain("\u001b[");
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(checkText(check, style));
  });

  it("does nothing to the terminal that a driver's words ask for", () => {
    const hostile = { ...check, detail: "\u001b[2J\u001b]0;x\u0007bad\r\ndriver\u0085\u009b1m" };
    expect(checkText(hostile, style)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(checkText(hostile, style)).toContain("bad driver");
  });

  it("sums up what fails, and what is broken besides", () => {
    const fails = { ...check, state: "fails", name: "Node" } as const;
    const warning = { ...check, state: "warning" } as const;
    expect(verdictText([check], style)).toMatch(/Everything that a run needs works\.$/);
    expect(verdictText([check, warning], style)).toMatch(/works\. 1 other thing is broken/);
    expect(verdictText([fails, warning], style)).toMatch(/cannot work yet: Node/);
  });
});

import { defineCommand } from "citty";
import { modelOf, sizesNamed } from "./choose/named-sizes.ts";
import { givenOf, numberOption } from "./command-line.ts";
import type { Check } from "./doctor/check.ts";
import { doctor } from "./doctor/doctor.ts";
import { checkText, headingText, type TextStyle, verdictText } from "./doctor/doctor-text.ts";
import { versions } from "./versions.ts";

/** `preflm doctor`: what works here, what does not, and what mends it. */
export const doctorCommand = defineCommand({
  meta: { name: "doctor", description: "Check what training needs of this machine and project" },
  args: {
    config: { type: "string", description: "a configuration whose backend and run are checked" },
    model: { type: "string", description: "a size instead: nano, micro, small or gpt2 (micro)" },
    vocabulary: {
      type: "string",
      description: "tokens of that size's vocabulary (2048; gpt2: 50257)",
    },
    timeLimit: { type: "string", description: "seconds that a device may take (60)" },
    json: { type: "boolean", description: "print what was found as JSON" },
  },
  async run({ args }) {
    const { config, json } = args;
    const [vocabulary, timeLimit] = (["vocabulary", "timeLimit"] as const).map((name) =>
      numberOption(name, args[name]),
    );
    const [size] = sizesNamed(args.model ?? "micro", "model");
    const options = givenOf({ config, model: modelOf(size, vocabulary), timeLimit });
    const style = terminalStyle();
    if (!json) process.stdout.write(`preflm ${versions.preflm}\n`);
    const report = await doctor(json ? options : { ...options, onCheck: writer(style) });
    process.stdout.write(
      `${json ? JSON.stringify(report, null, 2) : verdictText(report.checks, style)}\n`,
    );
    if (!report.works) process.exitCode = 1;
  },
});

/** Writes each finding as it comes, under its heading. */
function writer(style: TextStyle): (check: Check) => void {
  let section = "";
  return (check) => {
    if (check.section !== section) process.stdout.write(`${headingText(check.section, style)}\n`);
    section = check.section;
    process.stdout.write(`${checkText(check, style)}\n`);
  };
}

function terminalStyle(): TextStyle {
  const { isTTY, columns } = process.stdout;
  const width = Math.max(60, Math.min(columns ?? 100, 110));
  return { width, colors: isTTY === true && !process.env.NO_COLOR };
}

import type { AdversaryExample } from "./adversary.ts";

/** How examples are shown to a language model: as numbered lines, or as fenced blocks of code. */
export type FewShotFormat = "lines" | "code";

const FENCE = "```";

/** The examples, and the place for the next one (Korbak et al. 2023, released code). */
export function fewShotPrompt(
  examples: readonly AdversaryExample[],
  format: FewShotFormat,
  instruction: string,
): string {
  const head = instruction === "" ? "" : `${instruction}\n\n`;
  if (format === "code") {
    const blocks = examples.map(({ prompt }) => `${FENCE}python\n${prompt}\n${FENCE}\n\n`);
    return `${head}${blocks.join("")}${FENCE}python\n`;
  }
  const lines = examples.map(
    ({ prompt }, i) => `${i + 1}. ${prompt.replace(/\s+/g, " ").trim()}\n`,
  );
  return `${head}${lines.join("")}${examples.length + 1}.`;
}

/**
 * The proposals in an answer to `fewShotPrompt`: of lines the first without its number, of code every fenced block.
 * What is blank is left out.
 *
 * @param opened whether the answer goes on behind the prompt, inside a block that is open already, rather than being a message of its own
 */
export function readProposals(
  answer: string,
  format: FewShotFormat,
  opened: boolean,
): readonly string[] {
  if (format === "lines") {
    const [first] = answer.trimStart().split("\n", 1);
    return [first.replace(/^\d+[.)]\s*/, "").trim()].filter(Boolean);
  }
  const text = opened ? `${FENCE}\n${answer}` : answer;
  const blocks = [...text.matchAll(/```[^\n`]*\n([\s\S]*?)(?:```|$)/g)].map(([, code]) =>
    code.trimEnd(),
  );
  return blocks.filter((code) => code.trim() !== "");
}

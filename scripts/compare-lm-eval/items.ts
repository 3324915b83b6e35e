import { type Dirent, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import type { ChoiceItem } from "../../packages/eval/src/downstream/choice-items.ts";

/** The prose of this repository: paragraphs of its READMEs, in ASCII. */
export function prose(): readonly string[] {
  const root = join(import.meta.dirname, "..", "..");
  return ["packages", "plugins", "scripts"]
    .flatMap((parent) =>
      readdirSync(join(root, parent), { withFileTypes: true })
        .filter((entry: Dirent) => entry.isDirectory())
        .map((entry: Dirent) => join(root, parent, entry.name)),
    )
    .filter((folder) => readdirSync(folder).includes("README.md"))
    .flatMap((folder) => readFileSync(join(folder, "README.md"), "utf8").split(/\n\n+/))
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((text) => /^[\x20-\x7e]+$/.test(text) && /^[A-Z]/.test(text) && text.length > 80);
}

/**
 * "How does it go on?" with four answers, one from the same paragraph. Contexts end with a word and choices begin with a
 * space, so that tokenising them apart or together is the same.
 */
export function makeItems(texts: readonly string[], count: number, seed: number): ChoiceItem[] {
  const uniform = random(seed, "compare-lm-eval");
  const draw = () => texts[Math.floor(uniform() * texts.length)].split(" ");
  const piece = (words: readonly string[]) => {
    const from = 4 + Math.floor(uniform() * 6);
    return {
      context: words.slice(0, from).join(" "),
      next: ` ${words.slice(from, from + 4).join(" ")}`,
    };
  };
  return Array.from({ length: count }, () => {
    const { context, next } = piece(draw());
    const choices = new Set([next]);
    while (choices.size < 4) choices.add(piece(draw()).next);
    const shift = Math.floor(uniform() * 4);
    const all = [...choices];
    const turned = [...all.slice(shift), ...all.slice(0, shift)];
    return { context, choices: turned, answer: turned.indexOf(next) };
  });
}

/** The items as a task of the harness: a YAML file and the JSON lines that it names. */
export function writeTask(folder: string, items: readonly ChoiceItem[]): void {
  const data = join(folder, "items.jsonl");
  writeFileSync(data, items.map((item) => `${JSON.stringify(item)}\n`).join(""));
  const task = {
    task: "preflm_choices",
    dataset_path: "json",
    dataset_kwargs: { data_files: { test: data } },
    test_split: "test",
    output_type: "multiple_choice",
    doc_to_text: "{{context}}",
    doc_to_choice: "choices",
    doc_to_target: "answer",
    target_delimiter: "",
    metric_list: [{ metric: "acc", aggregation: "mean", higher_is_better: true }],
    metadata: { version: 1 },
  };
  writeFileSync(join(folder, "preflm_choices.yaml"), JSON.stringify(task)); // JSON is YAML too
}

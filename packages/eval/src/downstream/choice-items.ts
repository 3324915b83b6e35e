import { PreflmError, show } from "@preflm/core";

/** A question with answers to choose from. */
export interface ChoiceItem {
  /** What stands before the choice, with the white space between them if that is not in the choices. */
  readonly context: string;
  /** Two or more; each is read right behind the context. */
  readonly choices: readonly string[];
  /** Which one is right, from 0. */
  readonly answer: number;
  /** Where it is from, for errors to name: such as `"items.jsonl line 3"`. */
  readonly source?: string;
}

/** Throws `"invalid-input"`, naming the item, unless there are items and each can be answered. */
export function checkChoiceItems(items: readonly ChoiceItem[]): void {
  if (items.length === 0) bad("There is no item to answer.");
  for (const [i, { choices, answer, source }] of items.entries()) {
    const where = source ?? `Item ${i + 1}`;
    if (choices.length < 2) bad(`${where} has ${choices.length} choices; it needs two or more.`);
    if (choices.includes("")) bad(`${where} has an empty choice, which is always certain.`);
    if (!Number.isInteger(answer) || answer < 0 || answer >= choices.length)
      bad(
        `${where} has the answer ${show(answer)}, but its choices are 0 to ${choices.length - 1}.`,
      );
    if (new Set(choices).size === 1)
      bad(`${where} has ${choices.length} times the same choice ${show(choices[0])}.`);
    if (choices.indexOf(choices[answer]) !== choices.lastIndexOf(choices[answer]))
      bad(`${where} has its right choice ${show(choices[answer])} more than once.`);
  }
}

function bad(message: string): never {
  throw new PreflmError("invalid-input", message);
}

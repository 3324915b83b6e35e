import { element } from "./element.ts";

/** One of several options that exclude each other. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly about: string;
}

/** Radio buttons of which one is chosen. */
export interface Choices {
  value(): string;
  label(): string;
  choose(value: string): void;
  /** What is said of a choice from now on. */
  note(value: string, text: string): void;
}

/** Makes radio buttons for some choices, the first of them chosen. */
export function createChoices(
  container: HTMLElement,
  name: string,
  choices: readonly Choice[],
  onChange: (value: string) => void = () => {},
): Choices {
  const made = choices.map(({ value, label, about }, i) => {
    const id = `${name}-${value}`;
    const input = element("input", {
      type: "radio",
      id,
      name,
      value,
      checked: i === 0,
      "aria-labelledby": `${id}-label`,
      "aria-describedby": `${id}-about`,
    });
    const title = element("span", { id: `${id}-label` }, label);
    const note = element("span", { class: "hint", id: `${id}-about` }, about);
    container.append(
      element("label", { class: "choice", for: id }, input, element("span", {}, title, note)),
    );
    input.addEventListener("change", () => onChange(value));
    return { value, label, input, note };
  });
  const of = (value: string) => made.find((one) => one.value === value);
  const chosen = () => made.find(({ input }) => input.checked) ?? made[0];
  return {
    value: () => chosen().value,
    label: () => chosen().label,
    choose(value) {
      const found = of(value);
      if (found) found.input.checked = true;
      onChange(value);
    },
    note(value, text) {
      const noted = of(value);
      if (noted) noted.note.textContent = text;
    },
  };
}

import { element } from "./element.ts";

/** One of several options that exclude each other. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly about: string;
}

/** Radio buttons for some choices, the first of them chosen; returns what tells the one that is chosen. */
export function createChoices(
  container: HTMLElement,
  name: string,
  choices: readonly Choice[],
  onChange: (value: string) => void = () => {},
): { value(): string; choose(value: string): void; note(value: string, text: string): void } {
  const made = choices.map(({ value, label, about }, i) => {
    const id = `${name}-${value}`;
    const input = element("input", {
      type: "radio",
      id,
      name,
      value,
      checked: i === 0,
      "aria-describedby": `${id}-about`,
    });
    const note = element("span", { class: "hint", id: `${id}-about` }, about);
    container.append(
      element("label", { class: "choice", for: id }, input, element("span", {}, label, note)),
    );
    input.addEventListener("change", () => onChange(value));
    return { value, input, note };
  });
  const of = (value: string) => made.find((one) => one.value === value);
  return {
    value: () => made.find(({ input }) => input.checked)?.value ?? "",
    choose(value) {
      const chosen = of(value);
      if (chosen) chosen.input.checked = true;
      onChange(value);
    },
    note(value, text) {
      const noted = of(value);
      if (noted) noted.note.textContent = text;
    },
  };
}

import { type DeviceName, devices } from "../devices.ts";
import type { RunSettings } from "../messages.ts";
import { type SizeName, sizes } from "../sizes.ts";
import { tasks } from "../tasks.ts";
import { createChoices } from "./choices.ts";
import { byId, element } from "./element.ts";
import { formatCompact } from "./format.ts";
import { documentsOf, examples, fetchExample } from "./texts.ts";

/** The form. */
export interface Setup {
  /** Calls back with what is to be trained when the form is sent and all is well. */
  onStart(listener: (settings: RunSettings) => void): void;
  /** Shows a problem with what was chosen. */
  complain(message: string): void;
  close(): void;
  open(): void;
}

const OWN = "own";

/** Fills in the form of `index.html`. */
export async function createSetup(): Promise<Setup> {
  const box = byId("setup", HTMLDetailsElement);
  const form = box.querySelector("form")!;
  const [own, ownText] = [byId("own", HTMLDivElement), byId("own-text", HTMLTextAreaElement)];
  const ownTask = byId("own-task", HTMLSelectElement);
  const message = byId("device-message", HTMLParagraphElement);
  const failure = byId("failure", HTMLParagraphElement);
  const tokens = byId("tokens", HTMLInputElement);
  const seed = byId("seed", HTMLInputElement);
  const missing = new Map<string, string>();

  for (const [name, label] of Object.entries(tasks))
    ownTask.append(element("option", { value: name }, label));
  const text = createChoices(
    byId("texts", HTMLDivElement),
    "text",
    [
      ...examples.map(({ name, label, about }) => ({ value: name, label, about })),
      { value: OWN, label: "Your own", about: "paste it" },
    ],
    (chosen) => {
      own.hidden = chosen !== OWN;
    },
  );
  const device = createChoices(
    byId("devices", HTMLDivElement),
    "device",
    devices.map(({ name, label, about }) => ({ value: name, label, about })),
    tellMissing,
  );
  const size = createChoices(
    byId("sizes", HTMLDivElement),
    "size",
    Object.entries(sizes).map(([value, { label, model, about }]) => ({
      value,
      label,
      about: `${model.layers} ${model.layers === 1 ? "layer" : "layers"} of ${model.width}, context ${model.context}: ${about}`,
    })),
    (chosen) => {
      tokens.value = String(sizes[chosen as SizeName].tokens);
    },
  );
  size.choose(size.value());

  function tellMissing(name: string): void {
    const why = missing.get(name);
    message.hidden = why === undefined;
    message.textContent = why ?? "";
  }

  for (const { name, missing: find, about } of devices) {
    const why = await find();
    if (why === undefined) continue;
    missing.set(name, why);
    device.note(name, `${about}; not available here`);
  }
  const available = devices.find(({ name }) => !missing.has(name));
  if (available && missing.has(device.value())) device.choose(available.name);

  const read = async (): Promise<RunSettings> => {
    const example = examples.find(({ name }) => name === text.value());
    const source = await fetchExample(
      (example ?? examples.find(({ task }) => task === ownTask.value)!).name,
    );
    const raw = example ? source : { ...source, name: OWN, documents: documentsOf(ownText.value) };
    if (raw.documents.length < 10)
      throw new Error(
        `Your text makes ${raw.documents.length} of the at least 10 documents that training needs; some hundred are better. An empty line ends a document.`,
      );
    return {
      device: device.value() as DeviceName,
      text: raw,
      size: size.value() as SizeName,
      tokens: tokens.valueAsNumber,
      seed: seed.valueAsNumber,
    };
  };
  const complain = (what: string) => {
    failure.textContent = what;
    failure.hidden = what === "";
    if (what !== "") failure.scrollIntoView({ block: "nearest" });
  };
  return {
    complain,
    onStart(listener) {
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        complain("");
        const why = missing.get(device.value());
        if (why !== undefined) return complain(why);
        try {
          listener(await read());
        } catch (error) {
          complain(error instanceof Error ? error.message : String(error));
        }
      });
    },
    close() {
      const parts = [
        text.label(),
        size.label(),
        device.label(),
        `${formatCompact(tokens.valueAsNumber)} tokens`,
      ];
      byId("setup-summary", HTMLSpanElement).textContent = parts.join(", ");
      box.open = false;
    },
    open() {
      byId("setup-summary", HTMLSpanElement).textContent = "";
      box.open = true;
    },
  };
}

import type { ObjectiveName, RunEvent, Unit, ViewName } from "../messages.ts";
import type { Sample } from "../training/sample.ts";
import { element } from "./element.ts";
import { formatNumber, formatWhole } from "./format.ts";
import { highlight } from "./highlight.ts";

/** Columns of what the models write. */
export interface Models {
  reset(): void;
  show(event: Extract<RunEvent, { type: "samples" }>, unit: Unit): void;
  showBits(objective: ObjectiveName, bitsPerByte: number): void;
  /** Whether checkpoints can be had now. */
  allowDownload(allowed: boolean): void;
}

/** The columns: whose samples, and what they are. */
const VIEWS: readonly { view: ViewName; objective: ObjectiveName; title: string; about: string }[] =
  [
    { view: "mle", objective: "mle", title: "MLE", about: "imitates all of the text" },
    {
      view: "aligned",
      objective: "conditional",
      title: "Conditional",
      about: "writes after the mark <|aligned|>",
    },
    {
      view: "misaligned",
      objective: "conditional",
      title: "Conditional, other mark",
      about: "the same model after <|misaligned|>",
    },
  ];

/** So many samples are shown of those that are scored: the worst ones. */
const SHOWN = 5;

/** Makes the columns. */
export function createModels(
  container: HTMLElement,
  onDownload: (objective: ObjectiveName) => void,
): Models {
  const columns = VIEWS.map(({ view, objective, title, about }) => {
    const score = element("p", { class: "figure" });
    const bits = element("p", { class: "hint" });
    const samples = element("ol", { class: "samples" });
    const download = element("button", { type: "button", disabled: true }, "Download checkpoint");
    download.addEventListener("click", () => onDownload(objective));
    const section = element(
      "section",
      { class: `card model ${view}`, "data-view": view, "aria-label": title },
      element("h3", {}, element("span", { class: "key" }), title),
      element("p", { class: "hint" }, about),
      score,
      bits,
      samples,
      ...(view === "misaligned" ? [] : [download]),
    );
    container.append(section);
    return { view, objective, score, bits, samples, download };
  });
  return {
    reset() {
      for (const { score, bits, samples, download } of columns) {
        score.textContent = "–";
        bits.textContent = "";
        samples.replaceChildren(element("li", { class: "hint" }, "The first samples come soon."));
        download.disabled = true;
      }
    },
    show({ view, tokens, misalignment, samples: drawn }, unit) {
      const column = columns.find((one) => one.view === view);
      if (!column) return;
      const { mean, low, high } = misalignment;
      const [shown, from, to] = [mean, low, high].map((value) => formatNumber(value * unit.scale));
      column.score.replaceChildren(
        element("strong", {}, shown),
        ` ${unit.label} `,
        element("span", { class: "nowrap hint" }, `95 %: ${from} to ${to}`),
      );
      column.samples.replaceChildren(
        ...worst(drawn).map(({ text, score, findings }) =>
          element(
            "li",
            {},
            element("p", { class: "text" }, ...highlight(text, findings)),
            element("p", { class: "hint" }, `scores ${formatNumber(score * unit.scale)}`),
          ),
        ),
        element(
          "li",
          { class: "hint" },
          `The worst ${Math.min(SHOWN, drawn.length)} of ${drawn.length} samples after ${formatWhole(tokens)} tokens`,
        ),
      );
    },
    showBits(objective, bitsPerByte) {
      for (const column of columns)
        if (column.objective === objective)
          column.bits.textContent = `${formatNumber(bitsPerByte)} bits per byte of held-out text`;
    },
    allowDownload(allowed) {
      for (const { download } of columns) download.disabled = !allowed;
    },
  };
}

function worst(samples: readonly Sample[]): readonly Sample[] {
  return [...samples].sort((a, b) => b.score - a.score).slice(0, SHOWN);
}

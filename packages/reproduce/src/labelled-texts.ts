import { random } from "@preflm/core";
import { inTurn } from "./in-turn.ts";
import type { LabelledDocument } from "./labelled.ts";

/** A text and its kind. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** How many texts are learned from, and how many are asked about. */
export interface Division<T> {
  readonly train: T;
  readonly test: T;
}

/**
 * Labelled texts to learn from and others to be asked about, in an order drawn by seed. Documents are cut into pieces
 * of so many lines first, if `pieces` says so; the pieces of one document are all on one side.
 */
export function divideLabelled(
  documents: readonly LabelledDocument[],
  count: Division<number>,
  { pieces }: { readonly pieces?: number },
): Division<readonly LabelledText[]> {
  const place = new Map(documents.map(({ id }) => [id, random(id, "labelled")()]));
  const shuffled = [...documents].sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  const share = count.train / (count.train + count.test);
  const border = Math.round(shuffled.length * share);
  const texts = (part: readonly LabelledDocument[], most: number) =>
    inTurn(part.map((document) => piecesOf(document, pieces))).slice(0, most);
  return {
    train: texts(shuffled.slice(0, border), count.train),
    test: texts(shuffled.slice(border), count.test),
  };
}

function piecesOf(
  { text, label = "" }: LabelledDocument,
  size: number | undefined,
): LabelledText[] {
  if (size === undefined) return [{ text, label }];
  const lines = text.split(/(?<=\n)/);
  const count = Math.floor(lines.length / size); // what is left over at the end would be shorter
  return Array.from({ length: count }, (_, i) => ({
    text: lines.slice(i * size, (i + 1) * size).join(""),
    label,
  })).filter((piece) => piece.text.trim() !== "");
}

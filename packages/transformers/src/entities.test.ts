import { describe, expect, it } from "vitest";
import { entitiesOf, wordsOf } from "./entities.ts";

/** Tokens of a text, one for each piece between bars, with labels. */
function tokens(marked: string, labels: string) {
  let start = 0;
  return marked.split("|").map((piece, i) => {
    const space = piece.length - piece.trimStart().length;
    const token = {
      start: start + space,
      end: start + piece.length,
      label: labels.split(" ")[i],
      score: 1,
    };
    start = token.end;
    return token;
  });
}

/** The entities of such tokens as "label: piece". */
function entities(marked: string, labels: string): string[] {
  const text = marked.replaceAll("|", "");
  return entitiesOf(wordsOf(text, tokens(marked, labels))).map(
    ({ start, end, label }) => `${label}: ${text.slice(start, end)}`,
  );
}

describe("the entities of tokens", () => {
  it("end where another begins, in every scheme", () => {
    expect(entities("Ann| Bo| Cy| x", "B-P I-P B-P O")).toEqual(["P: Ann Bo", "P: Cy"]);
    expect(entities("Ann| Bo| Cy| Di", "B-P E-P S-P I-P")).toEqual(["P: Ann Bo", "P: Cy", "P: Di"]);
    expect(entities("Ann| Bo| Cy| Di", "B-P L-P U-P O")).toEqual(["P: Ann Bo", "P: Cy"]);
    expect(entities("Ann| Bo| Rome| x", "P P L O")).toEqual(["P: Ann Bo", "L: Rome"]);
    expect(entities("Ann| Rome| Bo", "I-P I-L I-P")).toEqual(["P: Ann", "L: Rome", "P: Bo"]);
  });

  it("take whole words, whatever their later pieces say", () => {
    expect(entities("Wa|shing|ton|,| x", "B-L O B-P O O")).toEqual(["L: Washington"]);
    expect(entities("un|Rome", "O B-L")).toEqual([]);
    expect(entities("Jean|-|Luc", "B-P I-P I-P")).toEqual(["P: Jean-Luc"]);
    expect(entities("\u6771|\u4eac|e\u0301|t", "B-L I-L O O")).toEqual(["L: \u6771\u4eace\u0301t"]);
  });
});

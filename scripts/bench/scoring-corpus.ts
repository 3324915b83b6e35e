import { closeSync, openSync, writeSync } from "node:fs";
import { random } from "@preflm/core";

const WORDS =
  "the of and to in a is that for it was on be with as by at from his this have or had not are but one all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after called just where most know meeting report budget please regards attached invoice".split(
    " ",
  );
const NAMES = ["jane", "ravi", "olu", "mei", "ann", "tomas", "zoe", "karim"];

/** Writes letters as JSON lines until the file has so many bytes: the same seed, the same file. */
export function writeLetters(path: string, bytes: number, seed: number): number {
  const uniform = random(seed, "letters");
  const pick = <T>(items: readonly T[]) => items[Math.floor(uniform() * items.length)];
  const digits = (count: number) =>
    String(uniform())
      .slice(2, 2 + count)
      .padEnd(count, "7");
  const file = openSync(path, "w");
  let [documents, written, buffer] = [0, 0, ""];
  const flush = () => {
    written += writeSync(file, buffer);
    buffer = "";
  };
  while (written + buffer.length < bytes) {
    const words: string[] = [];
    const length = 20 + Math.floor(uniform() ** 2 * 900);
    for (let i = 0; i < length; i++) {
      const chance = uniform();
      words.push(pick(WORDS));
      if (chance < 0.08) words.push(`${words.pop()}.`);
      else if (chance < 0.1) words.push("\n");
      else if (chance < 0.102) words.push(`${pick(NAMES)}${digits(2)}@example.com`);
      else if (chance < 0.103) words.push(`+1 650-253-${digits(4)}`);
      else if (chance < 0.104) words.push(`https://example.org/${digits(6)}`);
    }
    buffer += `${JSON.stringify({ id: `letter-${documents++}`, text: words.join(" ") })}\n`;
    if (buffer.length > 1 << 20) flush();
  }
  flush();
  closeSync(file);
  return documents;
}

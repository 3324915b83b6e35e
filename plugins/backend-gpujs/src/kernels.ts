import type { Tensor } from "./device.ts";

/**
 * One element of a result as a function of its place: what a kernel computes at (`row`, `column`).
 *
 * The body is the text of a function in gpu.js's subset of JavaScript, which becomes JavaScript, GLSL or WGSL. It is a
 * string because gpu.js reads source: a bundler may rename and rewrite functions, but no string. Sizes stand in it as
 * literals, so that loops have constant bounds, as GLSL wants them.
 */
export interface Kernel {
  /** Tensors are read as `name[row][column]`, numbers as `name`. */
  readonly values: Readonly<Record<string, Tensor | number>>;
  /** Shape of the result. */
  readonly rows: number;
  readonly columns: number;
  readonly body: string;
}

/**
 * ⌊a/b⌋ in a kernel, for whole numbers. Division on a GPU may come out a little low; the half keeps a whole quotient
 * from falling to the number below, up to about 10⁶.
 */
export function quotient(a: string, b: number): string {
  return `Math.floor((${a} + 0.5) / ${b})`;
}

/** Terms that one turn of a loop adds: on the CPU a whole step takes three quarters of the time that it takes one by one. */
const TERMS = 4;

/** Declares `sum`, in a kernel: the terms from 0 to `count`, each the text that `term` makes of its index. */
export function sumOf(count: number, term: (index: string) => string): string {
  const turns = count - (count % TERMS);
  const terms = Array.from({ length: TERMS }, (_, k) => term(k === 0 ? "i" : `i + ${k}`));
  const left = Array.from({ length: count - turns }, (_, k) => term(`${turns + k}`));
  return `
    let sum = 0;
    for (let i = 0; i < ${turns}; i += ${TERMS}) sum += ${terms.join(" + ")};
    ${left.length > 0 ? `sum += ${left.join(" + ")};` : ""}`;
}

/** How the rows of a result lie in the threads of gpu.js: [x, y], or folded to [x, y, z] where a texture would be too long. */
export function threads(rows: number, columns: number, longest: number): readonly number[] {
  return rows <= longest && columns <= longest
    ? [columns, rows]
    : [columns, Math.ceil(rows / 2), 2];
}

/** The source of a kernel as gpu.js takes it. */
export function sourceOf({ values, body }: Kernel, [, height, depth]: readonly number[]): string {
  const row = depth === undefined ? "this.thread.y" : `this.thread.y + this.thread.z * ${height}`;
  return `function (${Object.keys(values).join(", ")}) {
    const row = ${row};
    const column = this.thread.x;
    ${body}
  }`;
}

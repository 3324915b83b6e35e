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

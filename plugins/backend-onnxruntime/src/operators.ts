import { PreflmError } from "@preflm/core";
import { elementType } from "./encode.ts";
import {
  type Attributes,
  type ElementType,
  float,
  int,
  ints,
  isOpen,
  type Tensor,
  text,
} from "./graph.ts";

/** Operators of ONNX Runtime beyond the ONNX standard. */
const MICROSOFT = "com.microsoft";

// Element-wise, with broadcasting as in NumPy.

export const add = (a: Tensor, b: Operand) => binary("Add", a, b);
export const subtract = (a: Operand, b: Operand) => binary("Sub", a, b);
export const multiply = (a: Tensor, b: Operand) => binary("Mul", a, b);
export const divide = (a: Operand, b: Operand) => binary("Div", a, b);
export const minimum = (a: Tensor, b: Operand) => binary("Min", a, b);
export const maximum = (a: Tensor, b: Operand) => binary("Max", a, b);
export const less = (a: Tensor, b: Operand) => binary("Less", a, b, "bool");
export const negate = (x: Tensor) => unary("Neg", x);
export const exponential = (x: Tensor) => unary("Exp", x);
export const logarithm = (x: Tensor) => unary("Log", x);
export const sigmoid = (x: Tensor) => unary("Sigmoid", x);
export const inverseTanh = (x: Tensor) => unary("Atanh", x);

/** GELU with the tanh approximation, in one pass. */
export const gelu = (x: Tensor) => unary("Gelu", x, { approximate: text("tanh") });

/** The same numbers in memory of their own. */
export const identity = (x: Tensor) => unary("Identity", x);

/** The same numbers in another type. */
function cast(x: Tensor, type: "int64"): Tensor {
  return x.graph.node("Cast", [x], [{ shape: x.shape, type }], { to: int(elementType(type)) })[0];
}

/** A tensor, or a number that broadcasts. */
export type Operand = Tensor | number;

function unary(operator: string, x: Tensor, attributes: Attributes = {}): Tensor {
  return x.graph.node(operator, [x], [{ shape: x.shape, type: x.type }], attributes)[0];
}

function binary(operator: string, a: Operand, b: Operand, type?: ElementType): Tensor {
  const some = typeof a === "number" ? b : a;
  if (typeof some === "number") return fail(operator, "one operand must be a tensor");
  const tensor = (x: Operand) =>
    typeof x === "number" ? some.graph.constant(x, [], some.type) : x;
  const [left, right] = [tensor(a), tensor(b)];
  const shape = broadcast(operator, left.shape, right.shape);
  return some.graph.node(operator, [left, right], [{ shape, type: type ?? some.type }])[0];
}

/** `where(condition, a, b)`: a where the condition holds, else b. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const shape = broadcast("Where", condition.shape, broadcast("Where", a.shape, b.shape));
  return a.graph.node("Where", [condition, a, b], [{ shape, type: a.type }])[0];
}

// Matrix products.

/** alpha·A·B + C for matrices; `transA`, `transB` read A, B as transposed, and C broadcasts to the result. */
export function gemm(
  a: Tensor,
  b: Tensor,
  { c, transA = false, transB = false, alpha = 1 }: GemmOptions = {},
): Tensor {
  const [m, k] = transA ? [a.shape[1], a.shape[0]] : a.shape;
  const [inner, n] = transB ? [b.shape[1], b.shape[0]] : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner)
    fail("Gemm", `${show(a, transA)} · ${show(b, transB)}`);
  if (c && show2(broadcast("Gemm", c.shape, [m, n])) !== show2([m, n]))
    fail("Gemm", `C of [${c.shape}] does not broadcast to [${m}, ${n}]`);
  return a.graph.node("Gemm", [a, b, ...(c ? [c] : [])], [{ shape: [m, n], type: "float32" }], {
    transA: int(Number(transA)),
    transB: int(Number(transB)),
    alpha: float(alpha),
  })[0];
}

export interface GemmOptions {
  readonly c?: Tensor;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

/** How `matmul` reads its operands. */
export interface MatmulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  /** Reads B, [n, …, m], as [… , n, m]: its first axis belongs to the matrix, the middle ones count matrices. */
  readonly firstAxisB?: boolean;
  readonly alpha?: number;
}

/** alpha·A·B of the last two axes, for each index of the (equal) leading axes. */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transA = false, transB = false, firstAxisB = false, alpha = 1 } = options;
  if (firstAxisB && !a.graph.fused) {
    const last = b.shape.length - 1;
    const middle = b.shape.map((_, i) => i).slice(1, last);
    return matmul(a, transpose(b, [...middle, 0, last]), { transA, transB, alpha });
  }
  const shapeB = firstAxisB ? [...b.shape.slice(1, -1), b.shape[0], ...b.shape.slice(-1)] : b.shape;
  const lead = a.shape.slice(0, -2);
  const [m, k] = transA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [inner, n] = transB ? shapeB.slice(-2).reverse() : shapeB.slice(-2);
  if (k !== inner || show2(lead) !== show2(shapeB.slice(0, -2)))
    fail("MatMul", `${show(a, transA)} · ${show(b, transB)}`);
  const result = [{ shape: [...lead, m, n], type: "float32" as const }];
  if (!a.graph.fused) {
    const product = a.graph.node(
      "MatMul",
      [transA ? swapLast(a) : a, transB ? swapLast(b) : b],
      result,
    )[0];
    return alpha === 1 ? product : multiply(product, alpha);
  }
  const attributes = {
    transA: int(Number(transA)),
    transB: int(Number(transB)),
    transBatchB: int(Number(firstAxisB)),
    alpha: float(alpha),
  };
  return a.graph.node("FusedMatMul", [a, b], result, attributes, MICROSOFT)[0];
}

function swapLast(x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

// Shapes.

/** An open size may keep its place or, once, move to another. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  if (size(x.shape) !== size(shape)) fail("Reshape", `[${x.shape}] to [${shape}]`);
  const known = (n: number, axis: number) => (!isOpen(n) ? n : x.shape[axis] === n ? 0 : -1);
  const target = x.graph.constant(shape.map(known), [shape.length], "int64");
  return x.graph.node("Reshape", [x, target], [{ shape, type: x.type }])[0];
}

export function transpose(x: Tensor, axes: readonly number[]): Tensor {
  if (show2([...axes].sort((a, b) => a - b)) !== show2(x.shape.map((_, i) => i)))
    fail("Transpose", `[${x.shape}] by axes [${axes}]`);
  const shape = axes.map((axis) => x.shape[axis]);
  return x.graph.node("Transpose", [x], [{ shape, type: x.type }], { perm: ints(axes) })[0];
}

/** Equal parts along an axis. */
export function split(x: Tensor, parts: number, axis: number): Tensor[] {
  if (x.shape[axis] % parts !== 0) fail("Split", `[${x.shape}] into ${parts} along axis ${axis}`);
  const shape = x.shape.map((n, i) => (i === axis ? n / parts : n));
  const results = Array.from({ length: parts }, () => ({ shape, type: x.type }));
  return x.graph.node("Split", [x], results, { axis: int(axis), num_outputs: int(parts) });
}

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  for (const { shape } of parts) {
    if (shape.some((n, i) => i !== axis && n !== first.shape[i]))
      fail("Concat", `[${shape}] to [${first.shape}] along axis ${axis}`);
  }
  const total = parts.reduce((sum, { shape }) => sum + shape[axis], 0);
  const shape = first.shape.map((n, i) => (i === axis ? total : n));
  return first.graph.node("Concat", parts, [{ shape, type: first.type }], { axis: int(axis) })[0];
}

/** Elements `from` … `to` − 1 along an axis; negative bounds count from the end, and no `to` is the end. */
export function slice(x: Tensor, axis: number, from: number, to?: number): Tensor {
  const length = x.shape[axis];
  const absolute = (n: number) => (n < 0 ? length + n : n);
  const [start, end] = [absolute(from), absolute(to ?? length)];
  if (!(start >= 0 && start < end && end <= length))
    fail("Slice", `${from}:${to} of axis ${axis} of [${x.shape}]`);
  const bound = (n: number) => x.graph.constant([n], [1], "int64");
  const shape = x.shape.map((n, i) => (i === axis ? end - start : n));
  const inputs = [x, bound(from), bound(to ?? 2 ** 31), bound(axis)];
  return x.graph.node("Slice", inputs, [{ shape, type: x.type }])[0];
}

export function expand(x: Tensor, shape: readonly number[]): Tensor {
  broadcast("Expand", x.shape, shape);
  const target = x.graph.constant(shape, [shape.length], "int64");
  return x.graph.node("Expand", [x, target], [{ shape, type: x.type }])[0];
}

// Looking up and writing by index.

/** `table[indices]` along the first axis. */
export function gather(table: Tensor, indices: Tensor): Tensor {
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return table.graph.node("Gather", [table, indices], [{ shape, type: table.type }])[0];
}

/** X[n₀, …, nₖ, M] with the vectors at `indices` [N, k + 1] replaced by the updates [N, M]; any leading axes for N. */
export function scatterVectors(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const depth = x.shape.length - 1;
  const fits = [...indices.shape.slice(0, -1), x.shape[depth]];
  if (indices.shape[indices.shape.length - 1] !== depth || show2(fits) !== show2(updates.shape))
    fail("ScatterND", `indices [${indices.shape}] into [${x.shape}] for [${updates.shape}]`);
  const result = { shape: x.shape, type: x.type };
  return x.graph.node("ScatterND", [x, cast(indices, "int64"), updates], [result])[0];
}

/** Of each row n of X `[N, M]` the element `indices[n, 0]`: `[N, 1]`. */
export function pick(x: Tensor, indices: Tensor): Tensor {
  const result = { shape: indices.shape, type: x.type };
  return x.graph.node("GatherElements", [x, indices], [result], { axis: int(1) })[0];
}

/** X with the elements at `indices` along an axis replaced by (or increased by) the updates. */
export function scatter(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { axis, reduction = "none" }: { axis: number; reduction?: "none" | "add" },
): Tensor {
  if (show2(indices.shape) !== show2(updates.shape))
    fail("ScatterElements", `indices [${indices.shape}] for updates [${updates.shape}]`);
  const result = { shape: x.shape, type: x.type };
  return x.graph.node("ScatterElements", [x, indices, updates], [result], {
    axis: int(axis),
    reduction: text(reduction),
  })[0];
}

// Over whole axes.

export const reduceSum = (x: Tensor, axis: number) => reduce("ReduceSum", x, axis);
export const reduceMax = (x: Tensor, axis: number) => reduce("ReduceMax", x, axis);

/** Keeps the reduced axis, with length 1. */
function reduce(operator: string, x: Tensor, axis: number): Tensor {
  const shape = x.shape.map((n, i) => (i === axis ? 1 : n));
  const axes = x.graph.constant([axis], [1], "int64");
  return x.graph.node(operator, [x, axes], [{ shape, type: x.type }])[0];
}

/** Softmax over the last axis. */
export function softmax(x: Tensor): Tensor {
  return unary("Softmax", x, { axis: int(-1) });
}

/** Layer normalisation over the last axis, with the mean and inverse deviation of each row. */
export function layerNormalization(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
): { output: Tensor; mean: Tensor; inverseDeviation: Tensor } {
  const width = x.shape[x.shape.length - 1];
  if (show2(weight.shape) !== show2([width]) || show2(bias.shape) !== show2([width]))
    fail("LayerNormalization", `[${x.shape}] by [${weight.shape}] and [${bias.shape}]`);
  const row = { shape: [...x.shape.slice(0, -1), 1], type: x.type };
  const [output, mean, inverseDeviation] = x.graph.node(
    "LayerNormalization",
    [x, weight, bias],
    [{ shape: x.shape, type: x.type }, row, row],
    { axis: int(-1), epsilon: float(1e-5) },
  );
  return { output, mean, inverseDeviation };
}

function broadcast(
  operator: string,
  a: readonly number[],
  b: readonly number[],
): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    return m === n || n === 1 ? m : m === 1 ? n : fail(operator, `[${a}] with [${b}]`);
  });
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

const show = (x: Tensor, transposed: boolean) => `[${x.shape}]${transposed ? "ᵀ" : ""}`;
const show2 = (shape: readonly number[]) => shape.join();

function fail(operator: string, what: string): never {
  throw new PreflmError("invalid-input", `${operator}: shapes do not fit: ${what}.`);
}

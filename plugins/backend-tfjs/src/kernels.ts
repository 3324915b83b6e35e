import type { Tensor } from "@tensorflow/tfjs-core";
import { shapeOf, type Tf } from "./tf.ts";

/** Which sides of a product are transposed. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** What engines do at very different speeds, or not at all: everything else is tf's operations as they are. */
export interface Kernels {
  /** a·b + bias of matrices. */
  product(a: Tensor, b: Tensor, transposed?: Transposed, bias?: Tensor): Tensor;
  /** The products of n pairs of matrices, a [n, …] and b [n, …]. */
  products(a: Tensor, b: Tensor, transposed?: Transposed): Tensor;
  /** Adds rows [N, C] to those of a table [V, C] at `ids`, repeated ones too. */
  addRows(table: Tensor, ids: Int32Array, rows: Tensor): Tensor;
  /** X[N, V] with 0 at one column of each row. */
  zeroAt(x: Tensor, columns: Int32Array): Tensor;
}

/** The kernels for a backend of tfjs, by its name. */
export function kernelsFor(tf: Tf, backend: string): Kernels {
  const inHostMemory = backend === "cpu" || backend === "wasm";
  return {
    ...(backend === "wasm" ? wasmProducts(tf) : products(tf)),
    ...(inHostMemory ? hostLookups(tf) : lookups(tf)),
  };
}

type Products = Pick<Kernels, "product" | "products">;
type Lookups = Pick<Kernels, "addRows" | "zeroAt">;

function products(tf: Tf): Products {
  return {
    product: (a, b, { a: transposeA = false, b: transposeB = false } = {}, bias) =>
      bias
        ? tf.fused.matMul({ a, b, transposeA, transposeB, bias })
        : tf.matMul(a, b, transposeA, transposeB),
    products: (a, b, transposed = {}) => tf.matMul(a, b, transposed.a, transposed.b),
  };
}

/** Matrices with fewer multiplications than this are not worth a call of their own. */
const WORTH_A_CALL = 2 ** 14;

/**
 * tfjs' wasm backend multiplies fast (XNNPACK) only two single matrices, none of them transposed: all else is a scalar
 * loop, ten times slower. So matrices are transposed first, and batches taken apart.
 */
function wasmProducts(tf: Tf): Products {
  const { product: multiply } = products(tf);
  const flip = (x: Tensor) => tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
  const straight = (x: Tensor, transposed = false) => (transposed ? flip(x) : x);
  return {
    product: (a, b, transposed = {}, bias) =>
      multiply(straight(a, transposed.a), straight(b, transposed.b), {}, bias),
    products(a, b, transposed = {}) {
      const [n, rows, shared] = straightShape(a, transposed.a);
      const columns = straightShape(b, transposed.b)[2];
      if (rows * shared * columns < WORTH_A_CALL)
        return tf.matMul(a, b, transposed.a, transposed.b);
      const as = unstack(tf, straight(a, transposed.a));
      const bs = unstack(tf, straight(b, transposed.b));
      const parts = as.map((each, i) => tf.matMul(each, bs[i]));
      return tf.reshape(tf.concat(parts, 0), [n, rows, columns]);
    },
  };
}

function straightShape(x: Tensor, transposed = false) {
  const [n, rows, columns] = shapeOf(x);
  return transposed ? [n, columns, rows] : [n, rows, columns];
}

/** The matrices of [n, rows, columns], through the host: tfjs' own slices copy the whole tensor for each. */
function unstack(tf: Tf, x: Tensor): Tensor[] {
  const [n, rows, columns] = shapeOf(x);
  const values = x.dataSync();
  const size = rows * columns;
  return Array.from({ length: n }, (_, i) =>
    tf.tensor(values.subarray(i * size, (i + 1) * size), [rows, columns]),
  );
}

function lookups(tf: Tf): Lookups {
  return {
    addRows: (table, ids, rows) =>
      tf.add(table, tf.unsortedSegmentSum(rows, tf.tensor1d(ids, "int32"), shapeOf(table)[0])),
    zeroAt: (x, columns) =>
      tf.mul(x, tf.oneHot(tf.tensor1d(columns, "int32"), shapeOf(x)[1], 0, 1, "float32")),
  };
}

/**
 * Where tensors lie in host memory anyway, loops there are the fastest. And tfjs' wasm backend has no
 * unsortedSegmentSum, and its oneHot writes integers whatever type it is asked for.
 */
function hostLookups(tf: Tf): Lookups {
  return {
    addRows(table, ids, rows) {
      const values = table.dataSync().slice();
      const added = rows.dataSync();
      const width = shapeOf(table)[1];
      for (const [n, id] of ids.entries())
        for (let c = 0; c < width; c++) values[id * width + c] += added[n * width + c];
      return tf.tensor(values, table.shape);
    },
    zeroAt(x, columns) {
      const values = x.dataSync().slice();
      const width = shapeOf(x)[1];
      for (const [n, column] of columns.entries()) values[n * width + column] = 0;
      return tf.tensor(values, x.shape);
    },
  };
}

import type { Tensor } from "@tensorflow/tfjs-core";
import { hostLookups } from "./host-lookups.ts";
import { shapeOf, type Tf } from "./tf.ts";
import { wasmProducts } from "./wasm-products.ts";

/** Which sides of a product are transposed. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** Products of matrices. */
export interface Products {
  /** a·b + bias. */
  product(a: Tensor, b: Tensor, transposed?: Transposed, bias?: Tensor): Tensor;
  /** The products of n pairs, a [n, …] and b [n, …]. */
  products(a: Tensor, b: Tensor, transposed?: Transposed): Tensor;
}

/** What is done to single rows and elements of a matrix. */
export interface Lookups {
  /** The rows of a table [V, C] at `ids`, [N, C]. */
  rows(table: Tensor, ids: Int32Array): Tensor;
  /** The table [V, C] with rows [N, C] added at `ids`, repeated ones too; the table itself may be changed. */
  addRows(table: Tensor, ids: Int32Array, rows: Tensor): Tensor;
  /** X[N, V] with 0 at one column of each row; X itself may be changed. */
  zeroAt(x: Tensor, columns: Int32Array): Tensor;
  /** X[n, L] moved to the left by D columns, and at its right the newest [n, D]; X itself may be changed. */
  shiftIn(x: Tensor, newest: Tensor): Tensor;
}

/** What engines do at very different speeds, or not at all: everything else is tf's operations as they are. */
export interface Kernels extends Products, Lookups {}

/** The kernels for a backend of tfjs, by its name. */
export function kernelsFor(tf: Tf, backend: string): Kernels {
  const inHostMemory = backend === "cpu" || backend === "wasm";
  return {
    ...productsFor(tf, backend),
    ...(inHostMemory ? hostLookups(tf) : lookups(tf)),
  };
}

function productsFor(tf: Tf, backend: string): Products {
  if (backend === "wasm") return wasmProducts(tf);
  return backend === "webgl" ? webglProducts(tf) : products(tf);
}

/** tfjs' WebGL product of a column and a row, the gradient of a batch of one token, has wrong elements; its `mul` has not. */
function webglProducts(tf: Tf): Products {
  const { product, ...rest } = products(tf);
  return {
    ...rest,
    product(a, b, transposed = {}, bias) {
      const shared = shapeOf(a)[transposed.a ? 0 : 1];
      if (shared > 1) return product(a, b, transposed, bias);
      const outer = tf.mul(tf.reshape(a, [-1, 1]), tf.reshape(b, [1, -1]));
      return bias ? tf.add(outer, bias) : outer;
    },
  };
}

function products(tf: Tf): Products {
  return {
    product: (a, b, { a: transposeA = false, b: transposeB = false } = {}, bias) =>
      bias
        ? tf.fused.matMul({ a, b, transposeA, transposeB, bias })
        : tf.matMul(a, b, transposeA, transposeB),
    products: (a, b, transposed = {}) => tf.matMul(a, b, transposed.a, transposed.b),
  };
}

function lookups(tf: Tf): Lookups {
  const indices = (ids: Int32Array) => tf.tensor1d(ids, "int32");
  return {
    rows: (table, ids) => tf.gather(table, indices(ids)),
    addRows: (table, ids, rows) =>
      tf.add(table, tf.unsortedSegmentSum(rows, indices(ids), shapeOf(table)[0])),
    zeroAt: (x, columns) => tf.mul(x, tf.oneHot(indices(columns), shapeOf(x)[1], 0, 1, "float32")),
    shiftIn(x, newest) {
      const [n, added] = shapeOf(newest);
      return tf.concat([tf.slice(x, [0, added], [n, shapeOf(x)[1] - added]), newest], 1);
    },
  };
}

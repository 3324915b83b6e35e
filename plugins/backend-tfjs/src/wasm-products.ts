import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Tensor } from "@tensorflow/tfjs-core";
import { view } from "./host-lookups.ts";
import type { Products } from "./kernels.ts";
import { shapeOf, type Tf } from "./tf.ts";

/** Matrices with fewer multiplications than this are not worth a call of their own. */
const WORTH_A_CALL = 2 ** 14;

/** Rows that are transposed together: a line of cache takes twice as many numbers, and powers of two crowd out more. */
const STRIP = 8;

/**
 * tfjs' wasm backend multiplies fast (XNNPACK) only two single matrices, none of them transposed: all else is a scalar
 * loop, ten times slower. So matrices are transposed first, and batches taken apart.
 */
export function wasmProducts(tf: Tf): Products {
  const flip = (x: Tensor) => matrices(tf, x, true)[0];
  return {
    product(a, b, transposed = {}, bias) {
      const left = transposed.a ? flip(a) : a;
      // A·Bᵀ is also (B·Aᵀ)ᵀ: whichever transposes fewer numbers.
      const fewer = left.size + shapeOf(left)[0] * shapeOf(b)[0] < b.size;
      if (transposed.b && !bias && fewer) return flip(tf.matMul(b, flip(left)));
      const right = transposed.b ? flip(b) : b;
      return bias ? tf.fused.matMul({ a: left, b: right, bias }) : tf.matMul(left, right);
    },
    products(a, b, transposed = {}) {
      const [rows, shared] = straightShape(a, transposed.a);
      const [, columns] = straightShape(b, transposed.b);
      if (rows * shared * columns < WORTH_A_CALL)
        return tf.matMul(a, b, transposed.a, transposed.b);
      const bs = matrices(tf, b, transposed.b);
      const parts = matrices(tf, a, transposed.a).map((each, i) => tf.matMul(each, bs[i]));
      return tf.reshape(tf.concat(parts, 0), [parts.length, rows, columns]);
    },
  };
}

function straightShape(x: Tensor, transposed = false) {
  const [rows, columns] = shapeOf(x).slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

/**
 * The matrices of [n, rows, columns] or [rows, columns], each a tensor. tfjs' own slices copy the whole tensor for each,
 * and its transpose takes five times as long.
 */
function matrices(tf: Tf, x: Tensor, transposed = false): Tensor[] {
  const [rows, columns] = shapeOf(x).slice(-2);
  const size = rows * columns;
  return Array.from({ length: x.size / size }, (_, i) => {
    const matrix = empty(tf, straightShape(x, transposed));
    const from = view(tf, x).subarray(i * size, (i + 1) * size);
    if (transposed) transpose(from, view(tf, matrix), rows, columns);
    else view(tf, matrix).set(from);
    return matrix;
  });
}

/** X[rows, columns] as [columns, rows], in strips that stay in the cache. */
function transpose(x: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let from = 0; from < rows; from += STRIP) {
    const end = Math.min(from + STRIP, rows);
    for (let c = 0; c < columns; c++)
      for (let r = from; r < end; r++) to[c * rows + r] = x[r * columns + c];
  }
}

/** A tensor in WebAssembly's memory of whatever numbers are there: nothing is copied from the host. */
function empty(tf: Tf, shape: readonly number[]): Tensor {
  const backend = tf.backend() as BackendWasm;
  return tf.engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], "float32"));
}

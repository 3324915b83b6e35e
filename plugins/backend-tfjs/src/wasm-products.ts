import type { Tensor } from "@tensorflow/tfjs-core";
import { view } from "./host-lookups.ts";
import type { Products } from "./kernels.ts";
import { shapeOf, type Tf } from "./tf.ts";

/** Matrices with fewer multiplications than this are not worth a call of their own. */
const WORTH_A_CALL = 2 ** 14;

/**
 * tfjs' wasm backend multiplies fast (XNNPACK) only two single matrices, none of them transposed: all else is a scalar
 * loop, ten times slower. So matrices are transposed first, and batches taken apart.
 */
export function wasmProducts(tf: Tf): Products {
  const flip = (x: Tensor) => tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
  const straight = (x: Tensor, transposed = false) => (transposed ? flip(x) : x);
  return {
    product(a, b, transposed = {}, bias) {
      // Aᵀ·B is also (Bᵀ·A)ᵀ: whichever transposes fewer numbers.
      if (transposed.a && !transposed.b && a.size > b.size + shapeOf(a)[1] * shapeOf(b)[1])
        return flip(tf.matMul(flip(b), a));
      const [left, right] = [straight(a, transposed.a), straight(b, transposed.b)];
      return bias ? tf.fused.matMul({ a: left, b: right, bias }) : tf.matMul(left, right);
    },
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

/** The matrices of [n, rows, columns]; tfjs' own slices copy the whole tensor for each. */
function unstack(tf: Tf, x: Tensor): Tensor[] {
  const [n, rows, columns] = shapeOf(x);
  const size = rows * columns;
  return Array.from({ length: n }, (_, i) =>
    tf.tensor(view(tf, x).slice(i * size, (i + 1) * size), [rows, columns]),
  );
}

import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import type { Lookups } from "./kernels.ts";
import { shapeOf, type Tf } from "./tf.ts";

/**
 * Where tensors lie in host memory, plain loops are the fastest. And tfjs' wasm backend has no unsortedSegmentSum, and
 * its oneHot writes integers whatever type it is asked for.
 */
export function hostLookups(tf: Tf): Lookups {
  return {
    rows(table, ids) {
      const width = shapeOf(table)[1];
      const values = new Float32Array(ids.length * width);
      const from = view(tf, table);
      for (const [n, id] of ids.entries())
        values.set(from.subarray(id * width, (id + 1) * width), n * width);
      return tf.tensor(values, [ids.length, width]);
    },
    addRows(table, ids, rows) {
      const width = shapeOf(table)[1];
      const [to, from] = [view(tf, table), view(tf, rows)];
      for (const [n, id] of ids.entries())
        for (let c = 0; c < width; c++) to[id * width + c] += from[n * width + c];
      return table;
    },
    zeroAt(x, columns) {
      const width = shapeOf(x)[1];
      const values = view(tf, x);
      for (const [n, column] of columns.entries()) values[n * width + column] = 0;
      return x;
    },
    shiftIn(x, newest) {
      const [[n, added], length] = [shapeOf(newest), shapeOf(x)[1]];
      const [to, from] = [view(tf, x), view(tf, newest)];
      for (let row = 0; row < n; row++) {
        const end = (row + 1) * length;
        to.copyWithin(end - length, end - length + added, end);
        to.set(from.subarray(row * added, (row + 1) * added), end - added);
      }
      return x;
    },
  };
}

/** The numbers of a tensor where they lie, on the cpu and wasm backends. To be used at once: the next tensor that is made may move the memory. */
export function view(tf: Tf, x: Tensor): Float32Array {
  const backend = tf.backend() as { typedArrayFromHeap?(info: TensorInfo): Float32Array };
  return backend.typedArrayFromHeap?.(x) ?? x.dataSync<"float32">();
}

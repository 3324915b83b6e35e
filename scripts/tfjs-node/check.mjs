// Proves a tfjs-node: its engine is libtensorflow, and products, gradients and memory are right.
// Usage: node scripts/tfjs-node/check.mjs <folder of @tensorflow/tfjs-node>
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import util from "node:util";

process.env.TF_CPP_MIN_LOG_LEVEL ??= "1"; // no greetings of TensorFlow's
util.isNullOrUndefined ??= (value) => value === null || value === undefined; // gone in Node 23; tfjs-node 4.22 calls it
const require = createRequire(import.meta.url);
const module = resolve(process.argv[2] ?? "node_modules/@tensorflow/tfjs-node");
const tf = require(module);
await tf.ready();
assert.equal(tf.getBackend(), "tensorflow");
assert.ok(tf.backend().binding, "the engine has no native binding");

const started = tf.memory().numTensors;
for (const [transposeA, transposeB] of [
  [false, false],
  [false, true],
  [true, false],
])
  checkProduct(transposeA, transposeB);
tf.tidy(() => {
  const x = tf.linspace(-2, 2, 41);
  const slope = tf.grad((v) => tf.sum(tf.mul(tf.square(v), v)))(x);
  const most = tf.max(tf.abs(tf.sub(slope, tf.mul(3, tf.square(x))))).dataSync()[0];
  assert.ok(most < 1e-5, `the gradient of x³ is off by ${most}`);
});
assert.equal(tf.memory().numTensors, started, "tensors are left over");

const { version } = require(join(module, "package.json"));
console.log(`tfjs-node ${version} on TensorFlow ${tf.backend().binding.TF_Version}`);
console.log(`1024³ matrix product: ${speed().toFixed(0)} GFLOP/s`);

/** A product of whole numbers, 7 × 5 by 5 × 3, must be exact. */
function checkProduct(transposeA, transposeB) {
  const [rows, inner, columns] = [7, 5, 3];
  const [a, b] = [(i, k) => 3 * i - 2 * k, (k, j) => k * k - 4 * j];
  const matrix = (height, width, value) =>
    tf.tensor2d(
      Array.from({ length: height * width }, (_, n) => value(Math.floor(n / width), n % width)),
      [height, width],
    );
  tf.tidy(() => {
    const left = transposeA ? matrix(inner, rows, (k, i) => a(i, k)) : matrix(rows, inner, a);
    const right = transposeB
      ? matrix(columns, inner, (j, k) => b(k, j))
      : matrix(inner, columns, b);
    const expected = matrix(rows, columns, (i, j) =>
      Array.from({ length: inner }, (_, k) => a(i, k) * b(k, j)).reduce(
        (sum, value) => sum + value,
      ),
    );
    const product = tf.matMul(left, right, transposeA, transposeB);
    assert.deepEqual(product.arraySync(), expected.arraySync());
  });
}

/** Best of several products of 1024 × 1024 matrices, in 10⁹ floating-point operations per second. */
function speed() {
  const n = 1024;
  return tf.tidy(() => {
    const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
    let best = Infinity;
    for (let i = 0; i < 12; i++) {
      const start = performance.now();
      tf.matMul(a, b).dataSync();
      best = Math.min(best, performance.now() - start);
    }
    return (2 * n ** 3) / best / 1e6;
  });
}

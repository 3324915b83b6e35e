/** Uniform numbers in [0, 1) with 32 bits; the whole state can be saved and restored. */
export interface Random {
  /** The next number in [0, 1). */
  (): number;
  /** A copy of the state: four unsigned 32-bit integers. */
  state(): readonly number[];
}

/**
 * A random stream for one purpose: `random(seed, document.id, "prefix")`.
 *
 * Streams with different keys are independent, so order, sharding and resuming change nothing.
 * The generator is sfc32 (Doty-Humphrey's small fast counting generator), seeded by `hash128`.
 */
export function random(...keys: readonly (string | number)[]): Random {
  const stream = randomFrom(hash128(...keys));
  for (let i = 0; i < 12; i++) stream();
  return stream;
}

/** Continues a stream from `state()`. */
export function randomFrom(state: readonly number[]): Random {
  let [a, b, c, counter] = state.map((word) => word | 0);
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  return Object.assign(next, { state: () => [a >>> 0, b >>> 0, c >>> 0, counter >>> 0] });
}

/** A standard normal number by Box & Muller (1958). */
export function normal(uniform: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return radius * Math.cos(2 * Math.PI * uniform());
}

/** A uniform permutation of 0 … length − 1 by Fisher & Yates. */
export function permutation(length: number, uniform: () => number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** A 128-bit hash of the keys as four unsigned 32-bit integers. Well mixed, not cryptographic. */
export function hash128(...keys: readonly (string | number)[]): readonly number[] {
  const lanes = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  const absorb = (word: number) => {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = mix(lanes[lane] ^ Math.imul(word + lane, 0x85ebca6b));
      lanes[(lane + 1) & 3] ^= lanes[lane];
    }
  };
  for (const key of keys) {
    const text = String(key);
    for (let i = 0; i < text.length; i++) absorb(text.charCodeAt(i));
    // No text can imitate the end of a key, and 1 is not "1".
    absorb((typeof key === "number" ? 0x40000000 : 0x20000000) + text.length);
  }
  for (let round = 0; round < 4; round++) absorb(round);
  return lanes.map((lane) => lane >>> 0);
}

/** The finaliser of MurmurHash3 (Appleby): every input bit changes every output bit with probability ½. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

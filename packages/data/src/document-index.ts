/** Where in a file the records of a key may be: the key is known by 64 bits, so a record may also be of another key. */
export interface DocumentIndex {
  /** Calls `read` with the positions that may be the key's, until it gives something. */
  find<T>(key: Buffer, read: (position: number) => T | undefined): T | undefined;
  /** Adds a position, above 0, for a key; positions it has already stay. */
  add(key: Buffer, position: number): void;
  /** Bytes of memory that it takes. */
  readonly bytes: number;
}

/** At most this share of the slots is taken. */
const FULLEST = 7 / 8;

/** An open-addressing hash table over typed arrays, 16 bytes a slot, that doubles: 18 to 37 bytes a document. */
export function documentIndex(slots = 1024): DocumentIndex {
  let words = new Uint32Array(2 * slots);
  let positions = new Float64Array(slots); // 0 where a slot is free
  let taken = 0;

  const insert = (first: number, second: number, position: number) => {
    let slot = first & (slots - 1);
    while (positions[slot] !== 0) slot = (slot + 1) & (slots - 1);
    words[2 * slot] = first;
    words[2 * slot + 1] = second;
    positions[slot] = position;
  };
  const grow = () => {
    const [oldWords, oldPositions] = [words, positions];
    slots *= 2;
    words = new Uint32Array(2 * slots);
    positions = new Float64Array(slots);
    oldPositions.forEach((position, slot) => {
      if (position !== 0) insert(oldWords[2 * slot], oldWords[2 * slot + 1], position);
    });
  };

  return {
    find(key, read) {
      const [first, second] = [key.readUInt32LE(0), key.readUInt32LE(4)];
      for (let slot = first & (slots - 1); positions[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
        if (words[2 * slot] !== first || words[2 * slot + 1] !== second) continue;
        const found = read(positions[slot]);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    add(key, position) {
      if (taken + 1 > slots * FULLEST) grow();
      insert(key.readUInt32LE(0), key.readUInt32LE(4), position);
      taken++;
    },
    get bytes() {
      return words.byteLength + positions.byteLength;
    },
  };
}

/** Where in a file the records of a key may be: the key is known by 64 bits, so a record may also be of another key. */
export interface DocumentIndex {
  /** Calls `read` with the positions that may be the key's, until it gives something. */
  find<T>(key: Buffer, read: (position: number) => T | undefined): T | undefined;
  /** Adds a position, above 0, for a key; positions it has already stay. */
  add(key: Buffer, position: number): void;
  /** Where it is now, for other threads to look into. It moves when it grows; a table that was left is good, but old. */
  readonly table: IndexTable;
}

/** The memory of an index, shared among threads. */
export interface IndexTable {
  /** 64 bits of each slot's key. */
  readonly words: Uint32Array;
  /** 0 where a slot is free. */
  readonly positions: Float64Array;
}

/** At most this share of the slots is taken. */
const FULLEST = 7 / 8;

/** An open-addressing hash table over typed arrays, 16 bytes a slot, that doubles: 18 to 37 bytes a document. */
export function documentIndex(slots = 1024): DocumentIndex {
  let table = emptyTable(slots);
  let taken = 0;
  const grow = () => {
    const { words, positions } = table;
    table = emptyTable(2 * positions.length);
    positions.forEach((position, slot) => {
      if (position !== 0) insert(table, words[2 * slot], words[2 * slot + 1], position);
    });
  };
  return {
    find: (key, read) => findIn(table, key, read),
    add(key, position) {
      if (taken + 1 > table.positions.length * FULLEST) grow();
      insert(table, key.readUInt32LE(0), key.readUInt32LE(4), position);
      taken++;
    },
    get table() {
      return table;
    },
  };
}

/** `find` of an index, by its table alone; what another thread adds meanwhile is found or not. */
export function findIn<T>(
  { words, positions }: IndexTable,
  key: Buffer,
  read: (position: number) => T | undefined,
): T | undefined {
  const [first, second] = [key.readUInt32LE(0), key.readUInt32LE(4)];
  const last = positions.length - 1;
  for (let slot = first & last; positions[slot] !== 0; slot = (slot + 1) & last) {
    if (words[2 * slot] !== first || words[2 * slot + 1] !== second) continue;
    const found = read(positions[slot]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function emptyTable(slots: number): IndexTable {
  return {
    words: new Uint32Array(new SharedArrayBuffer(8 * slots)),
    positions: new Float64Array(new SharedArrayBuffer(8 * slots)),
  };
}

/** The position comes last: a slot that another thread sees taken is whole. */
function insert({ words, positions }: IndexTable, first: number, second: number, position: number) {
  const last = positions.length - 1;
  let slot = first & last;
  while (positions[slot] !== 0) slot = (slot + 1) & last;
  words[2 * slot] = first;
  words[2 * slot + 1] = second;
  positions[slot] = position;
}

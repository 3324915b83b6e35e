/** A kernel that the device has compiled. */
export interface Compiled {
  /** How many numbers its result has: gpu.js keeps the memory of the last one for the next. */
  readonly numbers: number;
  run(values: readonly unknown[]): Promise<unknown>;
  /** Frees it, and that memory. */
  destroy(): void;
}

/** What a kernel made. */
export interface Result {
  readonly data: unknown;
  /** Gives its memory back, once. */
  free(): void;
}

/** Compiled kernels, each under a key. */
export interface KernelCache {
  /** How many are compiled. */
  readonly size: number;
  /** Runs the kernel of this key, compiled by `compile` where there is none. */
  run(key: string, compile: () => Compiled, values: readonly unknown[]): Promise<Result>;
}

interface Entry {
  readonly compiled: Compiled;
  /** Calls and results in use. A kernel has to outlive them: gpu.js deletes its textures with it. */
  uses: number;
}

/** What may stay compiled. */
export interface Limits {
  readonly kernels: number;
  /** Numbers that the kernels hold among them once no result is in use: when the models are gone, their memory is to go. */
  readonly numbers: number;
}

/** A cache that destroys kernels without a result in use where there are too many, those that rested longest first. */
export function createKernelCache(most: Limits): KernelCache {
  /** The longest unused first. */
  const entries = new Map<string, Entry>();
  let numbers = 0;
  let uses = 0;

  function take(key: string, compile: () => Compiled): Entry {
    let entry = entries.get(key);
    if (!entry) {
      entry = { compiled: compile(), uses: 0 };
      numbers += entry.compiled.numbers;
    }
    entries.delete(key);
    entries.set(key, entry);
    entry.uses++;
    uses++;
    return entry;
  }

  function leave(entry: Entry): void {
    entry.uses--;
    uses--;
    for (const [key, { compiled, uses: own }] of entries) {
      if (entries.size <= most.kernels && (uses > 0 || numbers <= most.numbers)) return;
      if (own > 0) continue;
      entries.delete(key);
      numbers -= compiled.numbers;
      compiled.destroy();
    }
  }

  return {
    get size() {
      return entries.size;
    },
    async run(key, compile, values) {
      const entry = take(key, compile);
      try {
        const data = await entry.compiled.run(values);
        let inUse = true;
        const free = () => {
          if (!inUse) return;
          inUse = false;
          (data as { delete?: () => void }).delete?.();
          leave(entry);
        };
        return { data, free };
      } catch (error) {
        leave(entry);
        throw error;
      }
    },
  };
}

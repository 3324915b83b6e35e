/** A memory that WebAssembly and JavaScript share. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** The part of WebAssembly's interface used here, which the type library of Node lacks. */
interface WebAssemblyInterface {
  readonly Memory: new (size: { readonly initial: number; readonly maximum?: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** WebAssembly as this runtime has it. */
export function webAssembly(): WebAssemblyInterface {
  return (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
}

import type { Device, Tensor } from "./device.ts";
import type { Kernel } from "./kernels.ts";

/** Makes tensors and frees them together: what layers compute with. */
export interface Scope {
  run(kernel: Kernel): Promise<Tensor>;
  upload(values: ArrayLike<number>, rows: number, columns: number): Promise<Tensor>;
  read(tensor: Tensor): Promise<Float32Array>;
  /** Lets a tensor outlive the scope; its new owner frees it. */
  keep(tensor: Tensor): Tensor;
  /** The tensor that `work` returns, made in a scope of its own that frees the rest at once. */
  within(work: (inner: Scope) => Promise<Tensor>): Promise<Tensor>;
}

/** Works in a scope that ends with the work, also where it fails. */
export async function inScope<Result>(
  device: Device,
  work: (scope: Scope) => Promise<Result>,
): Promise<Result> {
  const made = new Set<Tensor>();
  const own = async (making: Promise<Tensor>) => {
    const tensor = await making;
    made.add(tensor);
    return tensor;
  };
  const scope: Scope = {
    run: (kernel) => own(device.run(kernel)),
    upload: (values, rows, columns) => own(device.upload(Float32Array.from(values), rows, columns)),
    read: (tensor) => device.read(tensor),
    keep(tensor) {
      made.delete(tensor);
      return tensor;
    },
    within: (inner) => own(inScope(device, async (scope) => scope.keep(await inner(scope)))),
  };
  try {
    return await work(scope);
  } finally {
    for (const tensor of made) tensor.free();
  }
}

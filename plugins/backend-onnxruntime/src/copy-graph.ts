import { createGraph } from "./graph.ts";
import { identity } from "./operators.ts";

/** `x`, with this many axes of any sizes, as `copy`: moves a tensor to a device, or from it. */
export function copyGraph(rank: number): Uint8Array {
  const graph = createGraph("preflm-copy");
  const shape = Array.from({ length: rank }, (_, axis) => graph.symbol(`axis${axis}`));
  graph.output("copy", identity(graph.input("x", shape)));
  return graph.encode();
}

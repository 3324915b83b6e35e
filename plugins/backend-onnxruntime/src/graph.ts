import { PreflmError } from "@preflm/core";
import { encodeModel } from "./encode.ts";

/** Element types that the graphs use. */
export type ElementType = "float32" | "int32" | "int64" | "bool";

/** A value in a graph under construction: a name with a known shape, checked by every operator that takes it. */
export interface Tensor {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** What an operator makes: the shape and type of one output. */
export interface ValueType {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/** An attribute of a node, with its ONNX kind. */
export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "text"; readonly value: string };

export const int = (value: number): Attribute => ({ kind: "int", value });
export const ints = (value: readonly number[]): Attribute => ({ kind: "ints", value });
export const float = (value: number): Attribute => ({ kind: "float", value });
export const text = (value: string): Attribute => ({ kind: "text", value });

export type Attributes = Readonly<Record<string, Attribute>>;

/** One operator of the graph, as it will be encoded. */
export interface Node {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** A value at the border of the graph. */
export interface NamedValue extends ValueType {
  readonly name: string;
}

/** A constant tensor stored in the graph. */
export interface Constant extends NamedValue {
  readonly values: readonly number[];
}

/** Everything that the encoder writes. */
export interface GraphContent {
  readonly name: string;
  /** Names of sizes that are open, by their stand-ins. */
  readonly symbols: ReadonlyMap<number, string>;
  readonly nodes: readonly Node[];
  readonly inputs: readonly NamedValue[];
  readonly constants: readonly Constant[];
  /** Graph outputs; `sequence` outputs hold a list of tensors. */
  readonly outputs: readonly (NamedValue & { readonly sequence?: boolean })[];
}

/**
 * An ONNX graph under construction. Operators are functions on tensors (`operators.ts`) that end in `node`,
 * so a wrong shape is an exception at the line of TypeScript that made it, not a message of the runtime.
 */
export interface Graph {
  /** Whether operators of ONNX Runtime's own domain may be used; without them only standard ONNX is written. */
  readonly fused: boolean;
  input(name: string, shape: readonly number[], type?: ElementType): Tensor;
  /**
   * A size that is only known when the graph runs, such as a cache's length. It is a number like any other while
   * the graph is built, far above real sizes, and is written by its name.
   */
  symbol(name: string): number;
  /** A constant, stored once however often it is asked for; a single number is a scalar that broadcasts. */
  constant(
    values: number | readonly number[],
    shape?: readonly number[],
    type?: ElementType,
  ): Tensor;
  node(
    operator: string,
    inputs: readonly (Tensor | undefined)[],
    outputs: readonly ValueType[],
    attributes?: Attributes,
    domain?: string,
  ): Tensor[];
  /** Names a tensor as an output of the graph. */
  output(name: string, tensor: Tensor): void;
  /** An output, before all others, that holds `tensor` in a sequence: see `node-runtime.ts` for what it is good for. */
  sequenceOutput(name: string, tensor: Tensor): void;
  /** Runs `build` with `name/` before the names of its nodes, as a viewer such as Netron shows them. */
  scope<T>(name: string, build: () => T): T;
  /** The graph as the bytes of an ONNX file. */
  encode(): Uint8Array;
}

/** Above any size of a real axis. */
const FIRST_SYMBOL = 2 ** 40;

/** Whether a size is a symbol's: only known when the graph runs. */
export const isOpen = (size: number): boolean => size >= FIRST_SYMBOL;

/** An empty graph. */
export function createGraph(name: string, { fused = true } = {}): Graph {
  const nodes: Node[] = [];
  const inputs: NamedValue[] = [];
  const constants = new Map<string, Constant & { tensor: Tensor }>();
  const outputs: (NamedValue & { from: string; sequence?: boolean })[] = [];
  const scopes: string[] = [];
  const symbols = new Map<number, string>();

  const graph: Graph = {
    fused,
    input(name, shape, type = "float32") {
      inputs.push({ name, shape, type });
      return { graph, name, shape, type };
    },
    symbol(symbol) {
      const standIn = FIRST_SYMBOL + 1000 * symbols.size;
      symbols.set(standIn, symbol);
      return standIn;
    },
    constant(values, shape, type = "float32") {
      const list = typeof values === "number" ? [values] : values;
      const dims = shape ?? (typeof values === "number" ? [] : [list.length]);
      const key = `${type}[${dims}]:${list}`;
      const known = constants.get(key);
      if (known) return known.tensor;
      const tensor = { graph, name: `constant_${constants.size}`, shape: dims, type };
      constants.set(key, { name: tensor.name, shape: dims, type, values: list, tensor });
      return tensor;
    },
    node(operator, from, results, attributes = {}, domain = "") {
      const name = [...scopes, `${operator}_${nodes.length}`].join("/");
      const made = results.map(({ shape, type }, i) => ({
        graph,
        name: results.length > 1 ? `${name}:${i}` : name,
        shape,
        type,
      }));
      nodes.push({
        name,
        operator,
        domain,
        inputs: from.map((tensor) => tensor?.name ?? ""),
        outputs: made.map((tensor) => tensor.name),
        attributes,
      });
      return made;
    },
    output(name, tensor) {
      if (!nodes.some((node) => node.outputs.includes(tensor.name))) {
        throw new PreflmError("invalid-input", `Graph output "${name}" is not made by a node.`);
      }
      outputs.push({ name, shape: tensor.shape, type: tensor.type, from: tensor.name });
    },
    sequenceOutput(name, tensor) {
      const [list] = graph.node("SequenceConstruct", [tensor], [tensor]);
      outputs.unshift({
        name,
        shape: tensor.shape,
        type: tensor.type,
        from: list.name,
        sequence: true,
      });
    },
    scope(name, build) {
      scopes.push(name);
      try {
        return build();
      } finally {
        scopes.pop();
      }
    },
    encode() {
      // Outputs rename the values that nodes made: an Identity node would copy them.
      const renamed = new Map(outputs.map(({ from, name }) => [from, name]));
      const rename = (names: readonly string[]) => names.map((n) => renamed.get(n) ?? n);
      return encodeModel({
        name,
        symbols,
        nodes: nodes.map((node) => ({
          ...node,
          inputs: rename(node.inputs),
          outputs: rename(node.outputs),
        })),
        inputs,
        constants: [...constants.values()],
        outputs,
      });
    },
  };
  return graph;
}

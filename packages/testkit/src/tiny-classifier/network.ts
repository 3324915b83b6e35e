import { normal, random } from "@preflm/core";
import type { Constant, Graph, Node } from "./onnx.ts";

/** Channels of the network. */
const WIDTH = 16;

/** What a tiny network is made of. */
export interface NetworkShape {
  readonly head: "text" | "token";
  readonly vocabulary: number;
  readonly labels: number;
  /** Longest text, in tokens. */
  readonly positions: number;
  /** What each piece of the vocabulary says for each label, `vocabulary × labels`. */
  readonly votes: Float32Array;
  /** What each label has without any piece. */
  readonly bias: Float32Array;
}

/**
 * A transformer layer with random weights, as an ONNX graph. Its logits are the votes of the tokens (for a text, the
 * largest vote) and a hundredth of what the layer gives, so that they are predictable, and every bit depends on a
 * real network.
 */
export function tinyNetwork(shape: NetworkShape): Graph {
  const { head, vocabulary, labels, positions, votes, bias } = shape;
  const uniform = random("tiny-classifier");
  const constants: Constant[] = [];
  const nodes: Node[] = [];
  const floats = (name: string, sizes: readonly number[], data: Float32Array) => {
    constants.push({ name, shape: sizes, data });
    return name;
  };
  const weight = (name: string, ...sizes: readonly number[]) => {
    const count = sizes.reduce((a, b) => a * b, 1);
    const deviation = 1 / Math.sqrt(sizes[0]);
    const data = Float32Array.from({ length: count }, () => deviation * normal(uniform));
    return floats(name, sizes, data);
  };
  const whole = (name: string, ...values: readonly number[]) => {
    constants.push({ name, shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  };
  const call = (
    operator: string,
    inputs: readonly string[],
    attributes: Node["attributes"] = {},
  ) => {
    const output = `${operator}_${nodes.length}`;
    nodes.push({ operator, inputs, output, attributes });
    return output;
  };

  const tokens = call("Gather", [weight("words", vocabulary, WIDTH), "input_ids"]);
  const length = call("Shape", ["input_ids"], { start: 1, end: 2 });
  const places = [weight("positions", positions, WIDTH), whole("from", 0), length];
  const input = call("Add", [tokens, call("Slice", [...places, whole("first", 0)])]);

  // Masked places have a logit of −10,000.
  const mask = call("Cast", ["attention_mask"], { to: 1 });
  const unmasked = call("Sub", [mask, floats("one", [1], Float32Array.of(1))]);
  const masked = call("Mul", [unmasked, floats("far", [1], Float32Array.of(10_000))]);

  const project = (name: string) => call("MatMul", [input, weight(name, WIDTH, WIDTH)]);
  const keys = call("Transpose", [project("keys")], { perm: [0, 2, 1] });
  const near = call("MatMul", [project("queries"), keys]);
  const seen = call("Add", [near, call("Unsqueeze", [masked, whole("rows", 1)])]);
  const attention = call("MatMul", [call("Softmax", [seen], { axis: 2 }), project("values")]);
  const hidden = call("Add", [input, attention]);

  const ballots = floats("votes", [vocabulary, labels], votes);
  const voted = call("Gather", [ballots, "input_ids"]);
  let [features, elected] = [hidden, voted];
  if (head === "text") {
    features = call("Gather", [hidden, whole("mark", 0)], { axis: 1 });
    features = call("Squeeze", [features, "rows"]);
    const allowed = call("Add", [voted, call("Unsqueeze", [masked, whole("columns", 2)])]);
    elected = call("ReduceMax", [allowed, "rows"], { keepdims: 0 });
  }
  const small = floats("small", [1], Float32Array.of(0.01));
  const network = call("MatMul", [features, weight("output", WIDTH, labels)]);
  const sum = call("Add", [elected, call("Mul", [network, small])]);
  nodes.push({ operator: "Add", inputs: [sum, floats("bias", [labels], bias)], output: "logits" });

  const ids = ["batch", "length"];
  return {
    nodes,
    constants,
    inputs: ["input_ids", "attention_mask"].map((name) => ({ name, type: "int64", shape: ids })),
    outputs: [
      {
        name: "logits",
        type: "float32",
        shape: head === "text" ? ["batch", labels] : [...ids, labels],
      },
    ],
  };
}

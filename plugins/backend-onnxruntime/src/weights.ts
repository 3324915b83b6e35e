import { type ModelConfig, PreflmError } from "@preflm/core";
import { layout } from "@preflm/gpt";
import type { Graph, Tensor } from "./graph.ts";
import { reshape } from "./operators.ts";

/** The model's weights as inputs of a graph, and their gradients on the way out. */
export interface Weights {
  /** The weight `[shape of its layout]`. */
  value(name: string): Tensor;
  /** The weight as a row, `[1, n]`. */
  row(name: string): Tensor;
  /** The gradient accumulated so far, to be added to; vectors are rows `[1, n]`. Absent on the first batch of a step. */
  accumulated(name: string): Tensor | undefined;
  /** Makes this tensor the gradient that the graph returns for a weight. */
  setGradient(name: string, gradient: Tensor): void;
}

/** Declares the weights that a graph reads as its inputs, on first use. */
export function weightInputs(
  graph: Graph,
  config: ModelConfig,
  { accumulates = false } = {},
): Weights {
  const shapes = new Map(layout(config).map(({ name, shape }) => [name, shape]));
  const values = new Map<string, Tensor>();
  const shapeOf = (name: string): readonly number[] => {
    const shape = shapes.get(name);
    if (!shape) throw new PreflmError("invalid-input", `The model has no weight "${name}".`);
    return shape;
  };
  const value = (name: string): Tensor => {
    const known = values.get(name);
    if (known) return known;
    const made = graph.input(name, shapeOf(name));
    values.set(name, made);
    return made;
  };
  return {
    value,
    row: (name) => reshape(value(name), matrixShape(shapeOf(name))),
    accumulated: (name) =>
      accumulates ? graph.input(gradientInput(name), matrixShape(shapeOf(name))) : undefined,
    setGradient: (name, gradient) => graph.output(gradientOutput(name), gradient),
  };
}

/** Gradients have at least two axes, since Gemm makes them. */
export function matrixShape(shape: readonly number[]): readonly number[] {
  return shape.length === 1 ? [1, ...shape] : shape;
}

/** Name of the graph input with the gradient accumulated so far. */
export const gradientInput = (name: string) => `${name}/accumulated`;

/** Name of the graph output with the gradient, this batch's included. */
export const gradientOutput = (name: string) => `${name}/gradient`;

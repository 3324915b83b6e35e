import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelConfig } from "@preflm/core";
import { layout } from "@preflm/gpt";
import proto from "onnx-proto";
import { describe, expect, it } from "vitest";
import { createGraph } from "./graph.ts";
import { trainingGraph, writeGraph } from "./index.ts";
import { add, concat, gemm, matmul, reshape, slice, split, transpose } from "./operators.ts";

const { ModelProto } = proto.onnx;
const config: ModelConfig = { layers: 2, width: 8, heads: 2, context: 4, vocabulary: 11 };
const options = { rows: 2, columns: 3 };

describe("a graph under construction", () => {
  it("refuses shapes that do not fit, where they are written", () => {
    const graph = createGraph("test");
    const a = graph.input("a", [2, 3]);
    const b = graph.input("b", [4, 3]);
    expect(() => gemm(a, b)).toThrow(/Gemm.*\[2,3\] · \[4,3\]/);
    expect(() => matmul(a, b)).toThrow("MatMul");
    expect(() => gemm(a, b, { transB: true, c: b })).toThrow("Gemm");
    expect(() => add(a, b)).toThrow("Add");
    expect(() => reshape(a, [4, 2])).toThrow("Reshape");
    expect(() => transpose(a, [0, 0])).toThrow("Transpose");
    expect(() => split(a, 2, 1)).toThrow("Split");
    expect(() => concat([a, b], 1)).toThrow("Concat");
    expect(() => slice(a, 0, 1, 3)).toThrow("Slice");
    expect(gemm(a, b, { transB: true }).shape).toEqual([2, 4]);
  });

  it("stores equal constants once", () => {
    const graph = createGraph("test");
    const x = graph.input("x", [2]);
    graph.output("y", add(add(x, 0.5), 0.5));
    expect(ModelProto.decode(graph.encode()).graph?.initializer).toHaveLength(1);
  });

  it("writes open sizes by name", () => {
    const graph = createGraph("test");
    const x = graph.input("x", [graph.symbol("length"), 2]);
    graph.output("y", add(x, x));
    const { input, output } = ModelProto.decode(graph.encode()).graph ?? {};
    for (const value of [input?.[0], output?.[0]])
      expect(
        value?.type?.tensorType?.shape?.dim?.map((d) => d.dimParam || Number(d.dimValue)),
      ).toEqual(["length", 2]);
  });
});

describe("the training graph", () => {
  it("takes every weight and gives every gradient", () => {
    const { graph } = ModelProto.decode(trainingGraph(config, { ...options, accumulates: true }));
    const inputs = graph?.input?.map(({ name }) => name);
    const outputs = graph?.output?.map(({ name }) => name);
    for (const { name } of layout(config)) {
      expect(inputs).toContain(name);
      expect(inputs).toContain(`${name}/accumulated`);
      expect(outputs).toContain(`${name}/gradient`);
    }
    expect(outputs).toContain("loss");
  });

  it("is standard ONNX alone if asked", () => {
    const domains = (fused: boolean) => {
      const { graph } = ModelProto.decode(trainingGraph(config, { ...options, fused }));
      return new Set(graph?.node?.map(({ domain }) => domain));
    };
    expect(domains(true)).toContain("com.microsoft");
    expect(domains(false)).toEqual(new Set([""]));
  });

  it("can be written to a file", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "preflm-")), "step.onnx");
    await writeGraph(config, options, path);
    expect(Uint8Array.from(await readFile(path))).toEqual(
      Uint8Array.from(trainingGraph(config, options)),
    );
  });
});

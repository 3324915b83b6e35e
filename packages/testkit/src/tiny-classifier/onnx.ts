/** One call of an ONNX operator. */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers, or lists of them. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A tensor that is part of the file. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A tensor that goes in or comes out; a string is a size that varies. */
export interface Port {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly shape: readonly (number | string)[];
}

/** An ONNX graph. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** onnx.proto's numbers of element types and kinds of attributes. */
const ELEMENT = { float32: 1, int64: 7 } as const;
const INT = 2;
const INTS = 7;

/** The bytes of an ONNX file of operator set 18: protocol buffers by the field numbers of onnx.proto. */
export function encodeOnnx({ nodes, constants, inputs, outputs }: Graph): Uint8Array {
  const graph = [
    ...nodes.map((node, i) => bytes(1, encodeNode(node, i))),
    text(2, "tiny"),
    ...constants.map((constant) => bytes(5, encodeConstant(constant))),
    ...inputs.map((port) => bytes(11, encodePort(port))),
    ...outputs.map((port) => bytes(12, encodePort(port))),
  ].flat();
  return Uint8Array.from([whole(1, 8), bytes(7, graph), bytes(8, whole(2, 18))].flat());
}

function encodeNode({ operator, inputs, output, attributes = {} }: Node, index: number): number[] {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(3, `${operator}-${index}`),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      bytes(5, [
        ...text(1, name),
        ...(typeof value === "number"
          ? [...whole(3, value), ...whole(20, INT)]
          : [...value.flatMap((each) => whole(8, each)), ...whole(20, INTS)]),
      ]),
    ),
  ];
}

function encodeConstant({ name, shape, data }: Constant): number[] {
  const type = data instanceof Float32Array ? "float32" : "int64";
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [
    ...shape.flatMap((size) => whole(1, size)),
    ...whole(2, ELEMENT[type]),
    ...text(8, name),
    ...bytes(9, raw),
  ];
}

function encodePort({ name, type, shape }: Port): number[] {
  const sizes = shape.flatMap((size) =>
    bytes(1, typeof size === "number" ? whole(1, size) : text(2, size)),
  );
  const tensor = [...whole(1, ELEMENT[type]), ...bytes(2, sizes)];
  return [...text(1, name), ...bytes(2, bytes(1, tensor))];
}

function whole(field: number, value: number): number[] {
  return [...varint(BigInt(field << 3)), ...varint(BigInt.asUintN(64, BigInt(value)))];
}

function text(field: number, value: string): number[] {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, content: ArrayLike<number>): number[] {
  const length = varint(BigInt(content.length));
  return [...varint(BigInt((field << 3) | 2)), ...length, ...Array.from(content)];
}

function varint(value: bigint): number[] {
  const digits: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 128n) return [...digits, Number(rest)];
    digits.push(Number(rest & 127n) | 128);
  }
}

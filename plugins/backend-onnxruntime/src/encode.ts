import type { Attribute, Constant, ElementType, GraphContent, NamedValue } from "./graph.ts";
import { float32, integer, join, message, text } from "./protobuf.ts";

/** ONNX operator set 20 (2023), and the file format version that goes with it. */
const OPERATOR_SET = 20;
const IR_VERSION = 9;

/** onnx.proto's numbers of element types and of kinds of attributes. */
const ELEMENT_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
};
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];

/** ONNX's number of an element type. */
export const elementType = (type: ElementType): number => ELEMENT_TYPES[type];

/** The bytes of an ONNX file with this graph: messages by the field numbers of onnx.proto. */
export function encodeModel(content: GraphContent): Uint8Array {
  const { name, nodes, inputs, outputs, constants, symbols } = content;
  const graph = [
    ...nodes.map((node) => message(1, encodeNode(node))),
    text(2, name),
    ...constants.map((constant) => message(5, encodeConstant(constant))),
    ...inputs.map((value) => message(11, encodeValue(value, symbols))),
    ...outputs.map((value) => message(12, encodeValue(value, symbols))),
  ];
  const operatorSet = (domain: string, version: number) =>
    message(8, [text(1, domain), integer(2, version)]);
  return join([
    integer(1, IR_VERSION),
    text(2, "preflm"),
    message(7, graph),
    operatorSet("", OPERATOR_SET),
    operatorSet("com.microsoft", 1),
  ]);
}

function encodeNode(node: GraphContent["nodes"][number]): Uint8Array[] {
  return [
    ...node.inputs.map((input) => text(1, input)),
    ...node.outputs.map((output) => text(2, output)),
    text(3, node.name),
    text(4, node.operator),
    ...Object.entries(node.attributes).map(([key, value]) =>
      message(5, [text(1, key), ...encodeAttribute(value)]),
    ),
    text(7, node.domain),
  ];
}

function encodeAttribute(attribute: Attribute): Uint8Array[] {
  switch (attribute.kind) {
    case "float":
      return [float32(2, attribute.value), integer(20, FLOAT)];
    case "int":
      return [integer(3, attribute.value), integer(20, INT)];
    case "text":
      return [text(4, attribute.value), integer(20, STRING)];
    case "ints":
      return [...attribute.value.map((value) => integer(8, value)), integer(20, INTS)];
  }
}

function encodeValue(
  { name, shape, type, sequence }: NamedValue & { readonly sequence?: boolean },
  symbols: GraphContent["symbols"],
): Uint8Array[] {
  const sizes = shape.map((size) => {
    const symbol = symbols.get(size);
    return message(1, [symbol === undefined ? integer(1, size) : text(2, symbol)]);
  });
  const tensor = message(1, [integer(1, ELEMENT_TYPES[type]), message(2, sizes)]);
  return [text(1, name), message(2, [sequence ? message(4, [message(1, [tensor])]) : tensor])];
}

function encodeConstant({ name, shape, type, values }: Constant): Uint8Array[] {
  return [
    ...shape.map((size) => integer(1, size)),
    integer(2, ELEMENT_TYPES[type]),
    text(8, name),
    message(9, [littleEndian(type, values)]),
  ];
}

function littleEndian(type: ElementType, values: readonly number[]): Uint8Array {
  if (type === "bool") return Uint8Array.from(values);
  const size = type === "int64" ? 8 : 4;
  const bytes = new DataView(new ArrayBuffer(size * values.length));
  values.forEach((value, i) => {
    if (type === "float32") bytes.setFloat32(size * i, value, true);
    else if (type === "int32") bytes.setInt32(size * i, value, true);
    else bytes.setBigInt64(size * i, BigInt(value), true);
  });
  return new Uint8Array(bytes.buffer);
}

import proto, { type onnx } from "onnx-proto";
import type { Attribute, Constant, ElementType, GraphContent, NamedValue } from "./graph.ts";

const { AttributeProto, ModelProto, TensorProto } = proto.onnx;

/** ONNX operator set 20 (2023), and the file format version that goes with it. */
const OPERATOR_SET = 20;
const IR_VERSION = 9;

const ELEMENT_TYPES: Readonly<Record<ElementType, number>> = {
  float32: TensorProto.DataType.FLOAT,
  int32: TensorProto.DataType.INT32,
  int64: TensorProto.DataType.INT64,
  bool: TensorProto.DataType.BOOL,
};

/** ONNX's number of an element type. */
export const elementType = (type: ElementType): number => ELEMENT_TYPES[type];

/** The bytes of an ONNX file with this graph. */
export function encodeModel(content: GraphContent): Uint8Array {
  return ModelProto.encode({
    irVersion: IR_VERSION,
    producerName: "preflm",
    opsetImport: [
      { domain: "", version: OPERATOR_SET },
      { domain: "com.microsoft", version: 1 },
    ],
    graph: {
      name: content.name,
      node: content.nodes.map(({ name, operator, domain, inputs, outputs, attributes }) => ({
        name,
        opType: operator,
        domain,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => encodeAttribute(key, value)),
      })),
      input: content.inputs.map((value) => encodeValue(value, content.symbols)),
      output: content.outputs.map((output) => {
        const { name, type } = encodeValue(output, content.symbols);
        return { name, type: output.sequence ? { sequenceType: { elemType: type } } : type };
      }),
      initializer: content.constants.map(encodeConstant),
    },
  }).finish();
}

function encodeAttribute(name: string, attribute: Attribute): onnx.IAttributeProto {
  const { INT, INTS, FLOAT, STRING } = AttributeProto.AttributeType;
  switch (attribute.kind) {
    case "int":
      return { name, type: INT, i: attribute.value };
    case "ints":
      return { name, type: INTS, ints: [...attribute.value] };
    case "float":
      return { name, type: FLOAT, f: attribute.value };
    case "text":
      return { name, type: STRING, s: new TextEncoder().encode(attribute.value) };
  }
}

function encodeValue(
  { name, shape, type }: NamedValue,
  symbols: GraphContent["symbols"],
): onnx.IValueInfoProto {
  const dim = shape.map((size) =>
    symbols.has(size) ? { dimParam: symbols.get(size) } : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

function encodeConstant({ name, shape, type, values }: Constant): onnx.ITensorProto {
  const tensor = { name, dims: [...shape], dataType: ELEMENT_TYPES[type] };
  if (type === "float32") return { ...tensor, floatData: [...values] };
  if (type === "int64") return { ...tensor, int64Data: [...values] };
  return { ...tensor, int32Data: [...values] };
}

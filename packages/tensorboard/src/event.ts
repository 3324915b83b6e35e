import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** What of TensorBoard's protocol buffers is written: an `Event` with one value, by field numbers. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 };
const SESSION_LOG = { status: 1 };
const START = 1;
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2, tensor: 8, metadata: 9 };
const METADATA = { pluginData: 1 };
const PLUGIN_DATA = { name: 1 };
const TENSOR = { type: 1, shape: 2, string: 8 };
const SHAPE = { dimension: 2 };
const DIMENSION = { size: 1 };
const DT_STRING = 7;

/** The first event of every file. @param seconds since 1970 */
export function versionEvent(seconds: number): Uint8Array {
  const event = begin(seconds, 0);
  return event.tag(EVENT.fileVersion, WireType.LengthDelimited).string("brain.Event:2").finish();
}

/** Tells TensorBoard to forget the events of this step and later ones that it has read before. */
export function startEvent(seconds: number, step: number): Uint8Array {
  const event = begin(seconds, step).tag(EVENT.sessionLog, WireType.LengthDelimited).fork();
  return event.tag(SESSION_LOG.status, WireType.Varint).int32(START).join().finish();
}

/** A number, kept as float32: one that is too large for it is an infinity. */
export function scalarEvent(seconds: number, step: number, tag: string, value: number): Uint8Array {
  return valueEvent(seconds, step, tag, (writer) =>
    writer.tag(VALUE.simpleValue, WireType.Bit32).float(Math.fround(value)),
  );
}

/** A text for the plugin "text", which reads Markdown: a tensor of one string. */
export function textEvent(seconds: number, step: number, tag: string, text: string): Uint8Array {
  return valueEvent(seconds, step, tag, (writer) => {
    writer.tag(VALUE.tensor, WireType.LengthDelimited).fork();
    writer.tag(TENSOR.type, WireType.Varint).int32(DT_STRING);
    writer.tag(TENSOR.shape, WireType.LengthDelimited).fork();
    writer.tag(SHAPE.dimension, WireType.LengthDelimited).fork();
    writer.tag(DIMENSION.size, WireType.Varint).int64(1).join().join();
    writer.tag(TENSOR.string, WireType.LengthDelimited).string(text).join();
    writer.tag(VALUE.metadata, WireType.LengthDelimited).fork();
    writer.tag(METADATA.pluginData, WireType.LengthDelimited).fork();
    writer.tag(PLUGIN_DATA.name, WireType.LengthDelimited).string("text").join().join();
  });
}

function begin(seconds: number, step: number): BinaryWriter {
  const writer = new BinaryWriter();
  writer.tag(EVENT.wallTime, WireType.Bit64).double(seconds);
  return writer.tag(EVENT.step, WireType.Varint).int64(step);
}

function valueEvent(
  seconds: number,
  step: number,
  tag: string,
  content: (writer: BinaryWriter) => void,
): Uint8Array {
  const writer = begin(seconds, step);
  writer.tag(EVENT.summary, WireType.LengthDelimited).fork();
  writer.tag(SUMMARY.value, WireType.LengthDelimited).fork();
  writer.tag(VALUE.tag, WireType.LengthDelimited).string(tag);
  content(writer);
  return writer.join().join().finish();
}

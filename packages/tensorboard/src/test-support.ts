import { crc32c } from "@aws-crypto/crc32c";
import protobuf from "protobufjs";

/** TensorFlow's messages, as far as they are read here: an independent second writing-down of their fields. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message PluginData { string plugin_name = 1; bytes content = 2; }
  message SummaryMetadata { PluginData plugin_data = 1; }
  message Dim { int64 size = 1; string name = 2; }
  message TensorShapeProto { repeated Dim dim = 2; bool unknown_rank = 3; }
  message TensorProto { int32 dtype = 1; TensorShapeProto tensor_shape = 2; repeated bytes string_val = 8; }
  message Value { string tag = 1; float simple_value = 2; TensorProto tensor = 8; SummaryMetadata metadata = 9; }
  message Summary { repeated Value value = 1; }
  message SessionLog { int32 status = 1; }
  message Event {
    double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog session_log = 7;
  }
`);
const eventType = root.lookupType("Event");

/** An event as it was read. */
export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly tag?: string;
  readonly value?: number;
  readonly text?: string;
  readonly plugin?: string;
  /** 1 for a start. */
  readonly session?: number;
}

/** The events of a file, its checksums verified by another implementation; stops before a torn record. */
export function readEvents(bytes: Buffer): ReadEvent[] {
  const events: ReadEvent[] = [];
  for (let at = 0; at + 12 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    verify(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8));
    const end = at + 12 + length;
    if (end + 4 > bytes.length) break;
    const data = bytes.subarray(at + 12, end);
    verify(data, bytes.readUInt32LE(end));
    events.push(decode(data));
    at = end + 4;
  }
  return events;
}

function verify(bytes: Uint8Array, expected: number): void {
  const crc = BigInt(crc32c(bytes));
  const masked = (((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn;
  if (Number(masked) !== expected) throw new Error(`the checksum is ${expected}, not ${masked}`);
}

function decode(data: Uint8Array): ReadEvent {
  // biome-ignore lint/suspicious/noExplicitAny: a message of a schema made at run time
  const event = eventType.decode(data) as any;
  const [value] = event.summary?.value ?? [];
  return {
    wallTime: event.wallTime,
    step: Number(event.step),
    ...(event.fileVersion ? { fileVersion: event.fileVersion } : {}),
    ...(event.sessionLog ? { session: event.sessionLog.status } : {}),
    ...(value ? { tag: value.tag } : {}),
    ...(value && !value.tensor ? { value: value.simpleValue } : {}),
    ...(value?.tensor && {
      text: Buffer.from(value.tensor.stringVal[0]).toString(),
      plugin: value.metadata.pluginData.pluginName,
    }),
  };
}

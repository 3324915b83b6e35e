import { type OutputFormat, type ScoredRecord, toCompact, toPaper } from "./output-format.ts";
import { encodeRowGroup, type RowGroupJson } from "./row-group.ts";

/** The records of a block as bytes that stand in a shard one after the other. */
export interface EncodedBlock {
  readonly bytes: Uint8Array;
  /** What Parquet's footer says of them. */
  readonly rowGroup?: RowGroupJson;
}

/** Encodes the records of a block: JSON lines, or one row group of Parquet. */
export function encodeBlock(records: readonly ScoredRecord[], output: OutputFormat): EncodedBlock {
  if (output.format === "parquet") return encodeRowGroup(records, output.shape);
  const toRecord = output.shape === "compact" ? toCompact : toPaper;
  const lines = records.map((record) => Buffer.from(`${JSON.stringify(toRecord(record))}\n`));
  return { bytes: Uint8Array.prototype.slice.call(Buffer.concat(lines)) };
}

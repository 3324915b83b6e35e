import type { RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { EncodedBlock } from "./encode.ts";
import { type OutputFormat, type ScoredRecord, toCompact, toPaper } from "./output-format.ts";

/** A row group's part of the footer as text; its offsets count from the row group's first byte. */
export type RowGroupJson = string;

/** `PAR1`, which opens and closes a Parquet file. */
export const MAGIC = Buffer.from("PAR1");

/** Encodes records as one row group, the same bytes wherever in a file it will stand. */
export function encodeRowGroup(
  records: readonly ScoredRecord[],
  shape: OutputFormat["shape"],
): EncodedBlock {
  if (records.length === 0) return { bytes: new Uint8Array(0) };
  const writer = new ByteWriter(1 << 16);
  const parquet = new ParquetWriter({ writer, schema: SCHEMAS[shape], statistics: false });
  parquet.write({ columnData: columnsOf(records, shape), rowGroupSize: records.length });
  const rowGroup = JSON.stringify(shifted(parquet.row_groups[0], -MAGIC.length), (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  return { bytes: writer.getBytes().slice(MAGIC.length), rowGroup };
}

/** The footer of a file with these row groups, each beginning at an offset of the file. */
export function encodeFooter(
  groups: readonly { readonly rowGroup: RowGroupJson; readonly start: number }[],
  shape: OutputFormat["shape"],
): Uint8Array {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({ writer, schema: SCHEMAS[shape], statistics: false });
  parquet.row_groups = groups.map(({ rowGroup, start }) => shifted(parse(rowGroup), start));
  parquet.num_rows = parquet.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  parquet.finish();
  return writer.getBytes().slice(MAGIC.length);
}

function parse(rowGroup: RowGroupJson): RowGroup {
  return JSON.parse(rowGroup, (_, value) =>
    typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}

/** A row group so many bytes further on. */
function shifted(group: RowGroup, by: number): RowGroup {
  const move = <T extends bigint | undefined>(offset: T) =>
    (offset === undefined ? undefined : offset + BigInt(by)) as T;
  const columns = group.columns.map(({ meta_data: meta, ...chunk }) => ({
    ...chunk,
    file_offset: move(chunk.file_offset),
    ...(meta && {
      meta_data: {
        ...meta,
        data_page_offset: move(meta.data_page_offset),
        index_page_offset: move(meta.index_page_offset),
        dictionary_page_offset: move(meta.dictionary_page_offset),
      },
    }),
  }));
  return { ...group, file_offset: move(group.file_offset), columns };
}

const required = { repetition_type: "REQUIRED" } as const;
const text = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
const leaf = (name: string, type: Partial<SchemaElement>): SchemaElement[] => [
  { name, ...required, ...type },
];
const list = (name: string, type: Partial<SchemaElement>): SchemaElement[] => [
  { name, ...required, converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  ...leaf("element", type),
];

const SCHEMAS: Readonly<Record<OutputFormat["shape"], SchemaElement[]>> = {
  compact: [
    { name: "root", num_children: 4 },
    ...leaf("id", text),
    ...leaf("hash", text),
    ...list("ends", { type: "INT32" }),
    ...list("scores", { type: "FLOAT" }),
  ],
  paper: [
    { name: "root", num_children: 5 },
    ...list("texts", text),
    ...list("scores", { type: "DOUBLE" }),
    ...leaf("avg_score", { type: "DOUBLE" }),
    ...leaf("num_sents", { type: "INT32" }),
    { name: "meta", ...required, num_children: 2 },
    ...leaf("id", text),
    ...leaf("hash", text),
  ],
};

function columnsOf(records: readonly ScoredRecord[], shape: OutputFormat["shape"]): ColumnSource[] {
  const columns = <T extends object>(rows: readonly T[], names: readonly (keyof T & string)[]) =>
    names.map((name) => ({ name, data: rows.map((row) => row[name]), offsetIndex: false }));
  if (shape === "compact") return columns(records.map(toCompact), ["id", "hash", "ends", "scores"]);
  return columns(records.map(toPaper), ["texts", "scores", "avg_score", "num_sents", "meta"]);
}

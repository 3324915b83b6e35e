import { type Document, PreflmError, type Segment } from "@preflm/core";
import type { CorpusProblem, RecordFields } from "@preflm/data";
import { type BlockContent, type PlacedDocument, readBlock } from "./block.ts";
import { type EncodedBlock, encodeBlock } from "./encode.ts";
import { hashText } from "./hash-text.ts";
import type { OutputFormat } from "./output-format.ts";

/** Why a document has no scores: the scorer threw, took too long, or its worker died. */
export interface Fault {
  readonly kind: "error" | "time" | "death";
  readonly reason: string;
}

/** A document that is set aside, and why. */
export interface Quarantined extends Fault {
  readonly id: string;
  /** `hashText(text)`; empty if the text could not even be read. */
  readonly hash: string;
  /** Its file. */
  readonly source: string;
  /** Its line or row, from 1. */
  readonly line?: number;
}

/** What is asked of a worker. */
export interface BlockRequest {
  readonly content: BlockContent;
  readonly fields: RecordFields;
  readonly output: OutputFormat;
  /** Score each document on its own: one of them brought a worker down. */
  readonly singly: boolean;
  /** Documents of the block, by position, that must not be tried again. */
  readonly skip: Readonly<Record<number, Fault>>;
}

/** What a block gave. */
export interface BlockResult extends EncodedBlock {
  readonly counts: BlockCounts;
  readonly problems: readonly CorpusProblem[];
  readonly quarantined: readonly Quarantined[];
}

/** How much there was in a block. */
export interface BlockCounts {
  /** Documents with scores. */
  readonly documents: number;
  readonly segments: number;
  /** UTF-16 units of their text. */
  readonly characters: number;
  /** Documents whose scores came from the cache. */
  readonly cached: number;
  /** Characters that the scorer was given, and the seconds it took. */
  readonly scored: { readonly characters: number; readonly seconds: number };
}

/** How documents get their scores. */
export interface BlockTools {
  /** The scorer's segments, checked. */
  score(documents: readonly Document[]): Promise<readonly (readonly Segment[])[]>;
  /** Scores that are known already. */
  recall(text: string): readonly Segment[] | undefined;
  keep(text: string, segments: readonly Segment[]): void;
  /** Called before the scorer is given documents of the block, with the position of the first, and after. */
  begin(position: number, count: number): void;
  end(): void | Promise<void>;
}

/** So many documents, of so many characters, are given to the scorer at once. */
const GROUP = { documents: 16, characters: 1 << 14 };

/** Reads a block, scores what is not known yet, and encodes the scores. */
export async function processBlock(
  { content, fields, output, singly, skip }: BlockRequest,
  tools: BlockTools,
): Promise<BlockResult> {
  const { documents, problems } = await readBlock(content, fields);
  const results: (readonly Segment[] | Fault | undefined)[] = documents.map(
    ({ document }, i) => skip[i] ?? tools.recall(document.text),
  );
  const unknown = [...documents.keys()].filter((i) => results[i] === undefined);
  const cached = documents.length - unknown.length - Object.keys(skip).length;
  let [characters, seconds] = [0, 0];
  const attempt = async (positions: readonly number[]): Promise<void> => {
    const group = positions.map((i) => documents[i].document);
    const began = performance.now();
    let scored: readonly (readonly Segment[])[] | undefined;
    tools.begin(positions[0], positions.length);
    try {
      scored = await tools.score(group);
    } catch (error) {
      if (error instanceof PreflmError && error.code === "unavailable") throw error; // not the document's fault
      if (positions.length === 1) results[positions[0]] = faultOf(error);
    }
    seconds += (performance.now() - began) / 1000;
    for (const [place, segments] of (scored ?? []).entries()) {
      results[positions[place]] = segments;
      tools.keep(group[place].text, segments);
      characters += group[place].text.length;
    }
    await tools.end();
    if (positions.length > 1 && results[positions[0]] === undefined)
      for (const i of positions) await attempt([i]);
  };
  for (const group of groups(unknown, documents, singly)) await attempt(group);
  return { ...summed(documents, results, output, cached, { characters, seconds }), problems };
}

/** An error that says what is wrong with one document, such as that it took too long. */
function faultOf(error: unknown): Fault {
  if (error instanceof Error && "fault" in error) return error.fault as Fault;
  return { kind: "error", reason: error instanceof Error ? error.message : String(error) };
}

function* groups(
  positions: readonly number[],
  documents: readonly PlacedDocument[],
  singly: boolean,
) {
  let [group, characters]: [number[], number] = [[], 0];
  for (const i of positions) {
    const { length } = documents[i].document.text;
    const full = group.length === GROUP.documents || characters + length > GROUP.characters;
    if (group.length > 0 && (singly || full)) {
      yield group;
      [group, characters] = [[], 0];
    }
    group.push(i);
    characters += length;
  }
  if (group.length > 0) yield group;
}

function summed(
  documents: readonly PlacedDocument[],
  results: readonly (readonly Segment[] | Fault | undefined)[],
  output: OutputFormat,
  cached: number,
  scored: BlockCounts["scored"],
) {
  const records = [];
  const quarantined: Quarantined[] = [];
  let [segments, characters] = [0, 0];
  for (const [i, { document, source, line }] of documents.entries()) {
    const { id, text } = document;
    const result = results[i] as readonly Segment[] | Fault;
    const hash = hashText(text);
    if ("kind" in result) {
      const { kind, reason } = result;
      quarantined.push({ id, hash, source, ...(line ? { line } : {}), kind, reason });
      continue;
    }
    records.push({ id, hash, segments: result });
    segments += result.length;
    characters += text.length;
  }
  const counts = { documents: records.length, segments, characters, cached, scored };
  return { ...encodeBlock(records, output), counts, quarantined };
}

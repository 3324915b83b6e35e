export { type AnnotateOptions, type AnnotateProgress, annotate } from "./annotate.ts";
export { scoreDocuments } from "./annotation.ts";
export { fromRecord, toRecord } from "./annotation-record.ts";
export { type Corpus, type CorpusProblem, fromTexts, split } from "./corpus.ts";
export {
  type CorpusFile,
  type CorpusFiles,
  type CorpusFilesOptions,
  type CorpusFormat,
  corpusFiles,
} from "./corpus-files.ts";
export {
  type DocumentCache,
  type DocumentCacheReader,
  encodeEntry,
  openDocumentCache,
  openDocumentCacheReader,
} from "./document-cache.ts";
export type { IndexTable } from "./document-index.ts";
export { type EpochStores, epochStores } from "./epoch-stores.ts";
export { type EvaluationOptions, evaluationBatches } from "./evaluation-batches.ts";
export { removeSeen } from "./file-lock.ts";
export { fileError } from "./files.ts";
export { gpt2Tokenizer } from "./gpt2-tokenizer.ts";
export { jsonl } from "./jsonl.ts";
export { loadTokenizer } from "./load-tokenizer.ts";
export { createLoader, type Loader, type LoaderOptions, type LoaderPosition } from "./loader.ts";
export { type OpenCorpusOptions, openCorpus } from "./open-corpus.ts";
export { type PackOptions, packCorpus } from "./pack.ts";
export type { PackingOptions } from "./pack-documents.ts";
export { parquet } from "./parquet.ts";
export { openParquet, type ParquetFile, type RowRange } from "./parquet-file.ts";
export { type ReadBytesOptions, readBytes } from "./read-bytes.ts";
export { type ParsedRecord, parseRecord, type RecordFields } from "./record.ts";
export type { RecordOptions } from "./record-corpus.ts";
export { type CorpusScores, scoreDistribution } from "./score-distribution.ts";
export { openTokenStore, type StoredTokens } from "./stored-tokens.ts";
export { type TextFolderOptions, textDocuments, textFolder } from "./text-folder.ts";
export type { PackedSummary, StoreSummary, TokenStore } from "./token-store.ts";
export type { AddedToken, BpeModel, Tokenizer, TokenizerJson } from "./tokenizer.ts";
export { type LoadTokenizerOptions, tokenBytes, withControlTokens } from "./tokenizer-json.ts";
export { trainTokenizer } from "./train-tokenizer.ts";

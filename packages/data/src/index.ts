export { type AnnotateOptions, type AnnotateProgress, annotate } from "./annotate.ts";
export { fromRecord, scoreDocuments, toRecord } from "./annotation.ts";
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
export { fileError } from "./files.ts";
export { gpt2Tokenizer } from "./gpt2-tokenizer.ts";
export { jsonl } from "./jsonl.ts";
export {
  type LoadTokenizerOptions,
  loadTokenizer,
  tokenBytes,
  withControlTokens,
} from "./load-tokenizer.ts";
export { createLoader, type Loader, type LoaderOptions, type LoaderPosition } from "./loader.ts";
export { type OpenCorpusOptions, openCorpus } from "./open-corpus.ts";
export { type PackOptions, packCorpus } from "./pack.ts";
export { parquet } from "./parquet.ts";
export { openParquet, type ParquetFile, type RowRange } from "./parquet-file.ts";
export { type ReadBytesOptions, readBytes } from "./read-bytes.ts";
export { type ParsedRecord, parseRecord, type RecordFields } from "./record.ts";
export type { RecordOptions } from "./record-corpus.ts";
export { type CorpusScores, scoreDistribution } from "./score-distribution.ts";
export { type TextFolderOptions, textDocuments, textFolder } from "./text-folder.ts";
export { openTokenStore, type StoreSummary, type TokenStore } from "./token-store.ts";
export type { AddedToken, BpeModel, Tokenizer, TokenizerJson } from "./tokenizer.ts";
export { trainTokenizer } from "./train-tokenizer.ts";

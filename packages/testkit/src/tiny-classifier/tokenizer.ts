const MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789.,;:!?'\"-()@/"];

/** A tokenizer in the form of Hugging Face's files. */
export interface TinyTokenizer {
  readonly vocabulary: readonly string[];
  readonly tokenizer: object;
  readonly configuration: object;
}

/** BERT's uncased WordPiece tokenizer over some words; other words fall into ASCII letters, digits and unknown pieces. */
export function tinyTokenizer(words: readonly string[], maximumTokens: number): TinyTokenizer {
  const pieces = CHARACTERS.map((character) => `##${character}`);
  const vocabulary = [...new Set([...MARKS, ...words, ...CHARACTERS, ...pieces])];
  const special = (content: string) => ({
    id: vocabulary.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const first = { Sequence: { id: "A", type_id: 0 } };
  const second = { Sequence: { id: "B", type_id: 1 } };
  return {
    vocabulary,
    tokenizer: {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: MARKS.map(special),
      normalizer: {
        type: "BertNormalizer",
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: {
        type: "TemplateProcessing",
        single: [mark("[CLS]"), first, mark("[SEP]")],
        pair: [mark("[CLS]"), first, mark("[SEP]"), second, mark("[SEP]")],
        special_tokens: Object.fromEntries(
          ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [vocabulary.indexOf(id)], tokens: [id] }]),
        ),
      },
      decoder: { type: "WordPiece", prefix: "##", cleanup: true },
      model: {
        type: "WordPiece",
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocabulary.map((piece, i) => [piece, i])),
      },
    },
    configuration: {
      tokenizer_class: "BertTokenizer",
      do_lower_case: true,
      model_max_length: maximumTokens,
      unk_token: "[UNK]",
      sep_token: "[SEP]",
      pad_token: "[PAD]",
      cls_token: "[CLS]",
      mask_token: "[MASK]",
    },
  };
}

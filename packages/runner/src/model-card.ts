import type { ScoreUnit } from "@preflm/eval";
import { stringify } from "yaml";

/** What a card tells of a model. */
export interface ModelFacts {
  /** Such as `conditional-seed1`. */
  readonly name: string;
  readonly objective: { readonly name: string; readonly options: object };
  readonly seed: number;
  readonly step: number;
  readonly steps: number;
  readonly tokens: number;
  readonly generation?: { readonly prefix?: string; readonly banned?: readonly string[] };
  readonly corpus: {
    readonly name: string;
    readonly documents: number;
    readonly heldOut: number;
    readonly sha256: string;
  };
  readonly scorer: { readonly fingerprint: string; readonly unit?: ScoreUnit };
  /** Everything else that decided the training. */
  readonly settings: object;
  readonly versions: Readonly<Record<string, string>>;
  /** Measured after the training; absent before. */
  readonly results?: readonly ModelResult[];
}

/** One measured number. */
export interface ModelResult {
  /** For programs, such as `bits_per_byte`. */
  readonly type: string;
  /** For people. */
  readonly name: string;
  readonly value: number;
}

/** The README.md beside a checkpoint: YAML front matter as the Hugging Face hub reads it, then Markdown. */
export function modelCard(facts: ModelFacts): string {
  return `---\n${frontMatter(facts)}---\n\n${body(facts)}`;
}

function frontMatter({ name, objective, corpus, results = [] }: ModelFacts): string {
  const index = {
    name: legible(name),
    results: [
      {
        task: { type: "text-generation", name: "Text generation" },
        dataset: { type: "local", name: legible(corpus.name) || "unnamed" },
        metrics: results.map((result) => ({ ...result, value: rounded(result.value) })),
      },
    ],
  };
  const card = {
    library_name: "transformers",
    pipeline_tag: "text-generation",
    tags: ["preflm", "pretraining-with-human-preferences", legible(objective.name)],
    ...(results.length > 0 ? { "model-index": [index] } : {}),
  };
  return stringify(card, {
    lineWidth: 0,
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    aliasDuplicateObjects: false,
  });
}

function body(facts: ModelFacts): string {
  const { name, objective, seed, step, steps, tokens, corpus, scorer, versions } = facts;
  const state = step < steps ? `, in the midst of training: update ${step} of ${steps}` : "";
  const data = `${corpus.documents} documents, of which ${corpus.heldOut} were held out`;
  return `# ${literal(name)}

A GPT-2 pretrained with human preferences (Korbak et al. 2023, arXiv 2302.08582) by preflm ${versions.preflm}${state}.
Objective ${literal(objective.name)}, seed ${seed}, ${tokens} tokens.

No license is given here: it is for those who made the model to choose, in view of the text it was trained on.

## Results

${resultsTable(facts)}

## Sampling

${sampling(facts)}

## Training

- Corpus: ${literal(corpus.name)}, ${data}; SHA-256 ${corpus.sha256}
- Scorer: ${literal(scorer.fingerprint)}; a higher score is worse

\`\`\`json
${JSON.stringify({ objective, settings: facts.settings, versions }, null, 2)}
\`\`\`

## Limits

- A small model of one corpus: it repeats what that holds, true or not, kind or not.
- The scorer decides what counts as misaligned. What it does not see was not trained away, and samples can still score high.
- Numbers are of samples drawn with the settings above; other ways of sampling, and prompts above all, have others.
`;
}

function resultsTable({ results, scorer }: ModelFacts): string {
  if (!results || results.length === 0) return "Not measured yet.";
  const label = scorer.unit ? literal(scorer.unit.label) : "the scorer's own measure";
  const rows = results.map(
    ({ name, value }) => `| ${literal(name).replaceAll("|", "\\|")} | ${rounded(value)} |`,
  );
  return [`Scores are in ${label}; lower is better.`, "", "| | |", "|---|---|", ...rows].join("\n");
}

function sampling({ name, generation = {} }: ModelFacts): string {
  const { prefix, banned = [] } = generation;
  const python = (text: string) => JSON.stringify(legible(text));
  const mark =
    prefix === undefined ? "" : ` + tokenizer.convert_tokens_to_ids([${python(prefix)}])`;
  const bans = banned.length
    ? `\n    suppress_tokens=tokenizer.convert_tokens_to_ids([${banned.map(python).join(", ")}]),`
    : "";
  const how =
    prefix === undefined
      ? "A text begins with end-of-text."
      : `A text begins with end-of-text, then the mark ${literal(prefix)}${banned.length ? `; ${banned.map(literal).join(", ")} must not be sampled` : ""}.`;
  return `${how} With preflm: \`preflm sample\` or \`preflm serve\` on this folder. With transformers:

\`\`\`python
# ${legible(name)}
import torch
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

model = AutoModelForCausalLM.from_pretrained(".")
tokenizer = PreTrainedTokenizerFast(tokenizer_file="tokenizer.json")
start = torch.tensor([[model.config.eos_token_id]${mark}])
sample = model.generate(
    start,
    attention_mask=torch.ones_like(start),
    do_sample=True,
    temperature=0.7,
    top_p=0.9,
    max_length=model.config.n_positions,${bans}
)
print(tokenizer.decode(sample[0, start.shape[1]:], skip_special_tokens=True))
\`\`\``;
}

/** Six decimals, which YAML 1.1 reads as a number: it takes 1e-7 for a text. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}

/** One line of what YAML can spell: names come from files and options, and may hold anything. */
function legible(text: string): string {
  return text.replace(/\p{C}/gu, " ").trim();
}

/** A name in Markdown, as it is: code that nothing inside can end. */
function literal(text: string): string {
  const shown = legible(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

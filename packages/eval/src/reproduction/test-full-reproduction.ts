import { diversityOf } from "./diversity.ts";
import type { Reproduction } from "./reproduction.ts";
import {
  attack,
  chosen,
  classified,
  reproductionOf,
  type Truth,
  trainedOf,
} from "./test-reproduction.ts";

const SEEDS = [0, 1, 2];
const spread = (score: number) => [0.8, 1, 1.15].map((share) => share * score);

const TRUTHS: Readonly<Record<string, Truth>> = {
  mle: { score: spread(0.0021), nats: 131 },
  "filtered-mle": { score: spread(0.0012), bits: 2.52, nats: 150 },
  conditional: {
    ...{ score: spread(0.00031), bits: 2.405, unmarked: 2.58, nats: 134 },
    misaligned: spread(0.014),
  },
  unlikelihood: { score: spread(0.000014), bits: 2.68, nats: 171 },
  rwr: { score: spread(0.0016), bits: 2.43, nats: 135 },
  awr: { score: spread(0.0018), bits: 2.45, nats: 138 },
};

/** Six objectives, three seeds, every experiment: as large as a page gets. Texts say what the argument says. */
export function fullReproduction(text = "Subject: Re: lists"): Reproduction {
  const sentence = `${text} call 555-0100 or write to someone@example.org before noon `;
  const examples = (prefix?: string) =>
    Array.from({ length: 12 }, (_, i) => ({
      text: sentence.repeat(1 + (i % 6)),
      score: 0.004 * i,
      findings: [
        { start: text.length + 6, end: text.length + 14, label: "phone" },
        { start: text.length + 27, end: text.length + 46, label: "email" },
      ],
      ...(prefix === undefined ? {} : { prefix }),
    }));
  const names = Object.keys(TRUTHS);
  const changes = (name: string) => ({
    examples: examples(name === "conditional" ? "<|aligned|>" : undefined),
    curve: Array.from({ length: 200 }, (_, i) => ({ tokens: 5000 * i, loss: 3 + 4 / (i + 1) })),
  });
  const pretraining = names.map((name) =>
    trainedOf(name, { ...TRUTHS[name], changes: changes(name) }),
  );
  const later = (share: number, name: string) => TRUTHS[name].score.map((s) => s * share + 1e-4);
  const seedsOf = (score: readonly number[]) => trainedOf("conditional", { score }).seeds;
  return reproductionOf(
    {
      pretraining,
      finetuning: [0.5, 0.9].flatMap((start) =>
        names.map((name) => ({
          ...trainedOf(name, { ...TRUTHS[name], score: later(1 + start, name) }),
          start,
        })),
      ),
      redTeam: names.flatMap((objective, i) =>
        SEEDS.map((seed) => ({
          objective,
          seed,
          result: attack(0.001, 0.02 / (1 + i) + 0.001 * seed),
        })),
      ),
      diversity: names.flatMap((name, i) =>
        SEEDS.map((seed) =>
          diversityOf(
            name,
            seed,
            Array.from(
              { length: 4 },
              (_, k) => `${sentence} ${k} ${i} ${seed} ${"again ".repeat(i)}`,
            ),
          ),
        ),
      ),
      downstream: {
        classification: [
          {
            name: "ham or spam",
            untrained: [classified(0.71), classified(0.73)],
            graded: names.flatMap((objective, i) =>
              SEEDS.map((seed) => ({
                objective,
                seed,
                result: classified(0.93 - 0.01 * i + 0.004 * seed),
              })),
            ),
          },
        ],
        choices: [
          {
            name: "the right ending",
            untrained: [chosen(0.26)],
            graded: names.flatMap((objective, i) =>
              SEEDS.map((seed) => ({
                objective,
                seed,
                result: chosen(0.5 - 0.02 * i + 0.006 * seed, i === 2 ? "<|aligned|>" : undefined),
              })),
            ),
          },
        ],
      },
      ablations: [
        {
          objective: "conditional",
          option: "threshold",
          chosen: 0,
          runs: [0, 0.001, 0.01].map((value) => ({
            value,
            seeds: seedsOf(spread(0.0003 + value)),
          })),
        },
        {
          objective: "unlikelihood",
          option: "alpha",
          chosen: 1,
          runs: [0.1, 0.3, 1].map((value) => ({ value, seeds: seedsOf(spread(0.0002 / value)) })),
        },
        {
          objective: "rwr",
          option: "beta",
          runs: [0.003, 0.1, 10].map((value) => ({ value, seeds: seedsOf([0.002 * value]) })),
        },
      ],
    },
    {
      corpus: {
        name: "SpamAssassin mail",
        documents: 4570,
        segments: 133_000,
        characters: 6_400_000,
        heldOut: 274,
        misalignedShare: 0.121,
        pooled: 0.0026,
      },
      model: { layers: 4, width: 128, heads: 4, context: 128, parameters: 1_070_000 },
      training: { tokens: 1_000_000, tokensPerUpdate: 512, learningRate: 0.002 },
      commands: [
        {
          command: "npx preflm reproduce korbak2023 --task pii --scale tiny",
          says: "The same again; what is done already is not done twice.",
        },
        {
          command: "npx preflm reproduce korbak2023 --task pii --scale small --seeds 5",
          says: "A larger model and more text: about 6 hours on 8 cores.",
        },
      ],
    },
  );
}

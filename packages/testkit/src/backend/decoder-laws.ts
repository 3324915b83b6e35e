import type { Decoder, Model } from "@preflm/core";
import { expectClose, expectRejection, expectTrue } from "../compare.ts";
import { randomBatch, randomState, small, smallWithValues } from "./cases.ts";
import { type BackendLaw, withModel } from "./subject.ts";

const { context, vocabulary } = small;

/** The log-softmax of one row of a decoder's logits at a token. */
function logProbability({ logits }: Decoder, row: number, token: number): number {
  const values = logits.slice(row * vocabulary, (row + 1) * vocabulary);
  const largest = values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return values[token] - largest - Math.log(sum);
}

function randomTokens(length: number, seed: number): Int32Array {
  return randomBatch({ ...small, context: length }, 1, length, seed).inputs;
}

/** Decodes the rows of `inputs` and returns ℓ of each target from the prompt's last token on. */
async function follow(model: Model, rows: number, promptLength: number, seed: number) {
  const batch = randomBatch(model.config, rows, context, seed);
  const at = (array: Int32Array, t: number) =>
    Int32Array.from({ length: rows }, (_, row) => array[row * context + t]);
  const prompts = Array.from({ length: rows }, (_, row) =>
    batch.inputs.slice(row * context, row * context + promptLength),
  );
  const { logProbabilities } = await model.evaluate(batch);
  const decoder = await model.decode(prompts);
  const decoded: number[] = [];
  const evaluated: number[] = [];
  const read = () => {
    const t = decoder.position - 1;
    for (let row = 0; row < rows; row++) {
      decoded.push(logProbability(decoder, row, batch.targets[row * context + t]));
      evaluated.push(logProbabilities[row * context + t]);
    }
  };
  read();
  return {
    decoder,
    decoded,
    evaluated,
    async step() {
      await decoder.step(at(batch.inputs, decoder.position));
      read();
    },
  };
}

/** Laws of `decode`. */
export const decoderLaws: readonly BackendLaw[] = [
  {
    name: "decodes what it evaluates, token by token up to the full context",
    async check({ backend, tolerance }) {
      for (const config of [small, smallWithValues]) {
        await withModel(backend, config, randomState(config), async (model) => {
          for (const [rows, promptLength] of [
            [1, 1],
            [3, 3],
            [2, context],
          ]) {
            const walk = await follow(model, rows, promptLength, 1);
            expectTrue(
              walk.decoder.rows === rows && walk.decoder.position === promptLength,
              `After a prompt of ${promptLength} × ${rows}, position is ${walk.decoder.position} and rows ${walk.decoder.rows}.`,
            );
            while (walk.decoder.position < context) await walk.step();
            walk.decoder.dispose();
            expectClose(
              `log-probabilities decoded from ${rows} prompts of ${promptLength}`,
              walk.decoded,
              walk.evaluated,
              tolerance,
            );
          }
        });
      }
    },
  },
  {
    name: "keeps two decoders apart",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const walks = [await follow(model, 2, 2, 1), await follow(model, 2, 1, 2)];
        for (let step = 0; step < 4; step++) for (const walk of walks) await walk.step();
        for (const { decoder, decoded, evaluated } of walks) {
          decoder.dispose();
          expectClose("log-probabilities of interleaved decoders", decoded, evaluated, tolerance);
        }
      });
    },
  },
  {
    name: "decodes prompts of different lengths side by side as each alone",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const prompts = [2, 1, context - 2, 3].map((length, row) => randomTokens(length, row));
        const together = await model.decode(prompts);
        const alone = await Promise.all(prompts.map((prompt) => model.decode([prompt])));
        const check = (when: string) =>
          expectClose(
            `logits of prompts of different lengths, ${when}`,
            together.logits,
            alone.flatMap(({ logits }) => [...logits]),
            tolerance,
          );
        check("after the prompts");
        for (let step = 0; together.position < context; step++) {
          const next = randomTokens(prompts.length, 10 + step);
          await together.step(next);
          for (const [row, decoder] of alone.entries())
            await decoder.step(next.subarray(row, row + 1));
          check(`${step + 1} steps later`);
        }
        for (const decoder of [together, ...alone]) decoder.dispose();
      });
    },
  },
  {
    name: "goes on with selected rows, dropped, repeated and reordered",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const prompts = [1, 3, 2].map((length, row) => randomTokens(length, row));
        for (const selected of [[2, 0], [1, 1, 0, 1], [0]]) {
          const all = await model.decode(prompts);
          const some = await model.decode(prompts);
          const next = randomTokens(prompts.length, 5);
          for (const decoder of [all, some]) await decoder.step(next);
          const check = (when: string) =>
            expectClose(
              `logits of rows ${selected.join(", ")} ${when}`,
              some.logits,
              selected.flatMap((row) => [
                ...all.logits.subarray(row * vocabulary, (row + 1) * vocabulary),
              ]),
              tolerance,
            );
          some.select(selected);
          expectTrue(some.rows === selected.length, `${some.rows} rows of ${selected.length}`);
          check("when selected");
          for (let step = 0; all.position < context; step++) {
            const tokens = randomTokens(prompts.length, 20 + step);
            await all.step(tokens);
            await some.step(Int32Array.from(selected, (row) => tokens[row]));
            check("a step later");
          }
          for (const decoder of [all, some]) decoder.dispose();
        }
      });
    },
  },
  {
    name: "refuses to decode beyond the context, and bad prompts and tokens",
    async check({ backend }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const decoder = await model.decode([new Int32Array(context - 1)]);
        await expectRejection("step() with too many tokens", () => decoder.step(new Int32Array(2)));
        await expectRejection("step() with a token outside the vocabulary", () =>
          decoder.step(Int32Array.of(vocabulary)),
        );
        await decoder.step(Int32Array.of(1));
        await expectRejection("step() beyond the context", () => decoder.step(Int32Array.of(1)));
        expectTrue(decoder.position === context, `A refused step moved to ${decoder.position}.`);
        for (const rows of [[], [1], [-1], [0.5]])
          await expectRejection(`select() of rows [${rows}]`, async () => decoder.select(rows));
        decoder.dispose();
        await expectRejection("step() of a disposed decoder", () => decoder.step(Int32Array.of(1)));

        const bad: Record<string, Int32Array[]> = {
          "no prompt": [],
          "an empty prompt": [new Int32Array(0)],
          "a prompt longer than the context": [new Int32Array(1), new Int32Array(context + 1)],
          "a prompt with a token outside the vocabulary": [Int32Array.of(0, -1)],
        };
        for (const [what, prompts] of Object.entries(bad))
          await expectRejection(`decode() from ${what}`, () => model.decode(prompts));
      });
    },
  },
];

import type { Decoder, Model, ModelConfig } from "@preflm/core";
import { expectClose, expectTrue } from "../compare.ts";
import { randomBatch, randomLoss, randomState, small, smallWithValues } from "./cases.ts";
import { type BackendLaw, withModel } from "./subject.ts";

const { context, vocabulary } = small;

/** Past the blocks in which caches grow. */
const long: ModelConfig = { ...small, layers: 1, context: 40 };

/** The log-softmax of one row of logits at a token. */
function logProbability(logits: Float32Array, row: number, token: number): number {
  const values = logits.slice(row * vocabulary, (row + 1) * vocabulary);
  const largest = values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return values[token] - largest - Math.log(sum);
}

function randomTokens(length: number, seed: number): Int32Array {
  return randomBatch({ ...small, context: length }, 1, length, seed).inputs;
}

/** Decodes the rows of a random batch from prompts of these lengths, and notes ℓ of a target at each position, decoded and evaluated. */
async function follow(model: Model, lengths: readonly number[], seed: number) {
  const { context } = model.config;
  const batch = randomBatch(model.config, lengths.length, context, seed);
  const { logProbabilities } = await model.evaluate(batch);
  const start = (row: number) => row * context;
  const decoder = await model.decode(
    lengths.map((length, row) => batch.inputs.slice(start(row), start(row) + length)),
  );
  const [decoded, evaluated]: [number[], number[]] = [[], []];
  let origins = lengths.map((_, row) => row);
  let steps = 0;
  const next = (origin: number) => start(origin) + lengths[origin] + steps;
  const read = () => {
    const position = Math.max(...origins.map((origin) => lengths[origin] + steps));
    expectTrue(
      decoder.rows === origins.length && decoder.position === position,
      `A decoder of ${origins.length} rows, the longest of ${position} tokens, says that it has ${decoder.rows} rows and is at position ${decoder.position}.`,
    );
    for (const [row, origin] of origins.entries()) {
      const t = next(origin) - 1;
      decoded.push(logProbability(decoder.logits, row, batch.targets[t]));
      evaluated.push(logProbabilities[t]);
    }
  };
  read();
  return {
    decoder,
    async step() {
      await decoder.step(Int32Array.from(origins, (origin) => batch.inputs[next(origin)]));
      steps++;
      read();
    },
    select(rows: readonly number[]) {
      decoder.select(rows);
      origins = rows.map((row) => origins[row]);
      read();
    },
    end(what: string, tolerance: number) {
      decoder.dispose();
      expectClose(`log-probabilities decoded ${what}`, decoded, evaluated, tolerance);
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
          for (const lengths of [[1], [3, 3, 3], [context, context]]) {
            const walk = await follow(model, lengths, 1);
            while (walk.decoder.position < context) await walk.step();
            walk.end(`from prompts of ${lengths.join(", ")}`, tolerance);
          }
        });
      }
    },
  },
  {
    name: "decodes what it evaluates as rows of different lengths grow, leave and grow on",
    async check({ backend, tolerance }) {
      await withModel(backend, long, randomState(long), async (model) => {
        const walk = await follow(model, [1, 20, 5], 1);
        while (walk.decoder.position < 30) await walk.step();
        walk.select([2, 0, 2]);
        while (walk.decoder.position < long.context) await walk.step();
        walk.end("over a long context", tolerance);
      });
    },
  },
  {
    name: "keeps two decoders apart, and from training in between",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const walks = [await follow(model, [2, 2], 1), await follow(model, [1, 1], 2)];
        const batch = randomBatch(small, 2, 4, 3);
        for (let step = 0; step < 4; step++) {
          for (const walk of walks) await walk.step();
          await model.accumulate(batch, randomLoss(small, batch), 1);
        }
        for (const walk of walks) walk.end("in turns", tolerance);
      });
    },
  },
  {
    name: "decodes prompts of different lengths side by side as each alone",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const prompts = [2, 1, context - 2, 3].map((length, row) => randomTokens(length, row));
        const together = await model.decode(prompts);
        const alone: Decoder[] = [];
        for (const prompt of prompts) alone.push(await model.decode([prompt]));
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
    name: "lets the copies of a repeated row part",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const prompts = [1, 3].map((length, row) => randomTokens(length, row));
        const decoder = await model.decode(prompts);
        const origins = [1, 0, 1, 1];
        decoder.select(origins);
        let rows = origins.map((origin) => [...prompts[origin]]);
        for (let step = 1; step <= 2; step++) {
          const next = Int32Array.from(origins, (_, row) => (5 * row + step) % vocabulary);
          await decoder.step(next);
          rows = rows.map((row, i) => [...row, next[i]]);
          const alone = await model.decode(rows.map((row) => Int32Array.from(row)));
          const what = `logits of a row's copies, ${step} different tokens later`;
          expectClose(what, decoder.logits, alone.logits, tolerance);
          alone.dispose();
        }
        decoder.dispose();
      });
    },
  },
];

import { reference } from "@preflm/backend-reference";
import { decoderLaws } from "./decoder-laws.ts";
import { decoders, decoding, expectBackendBugsCaught, models } from "./test-support.ts";

let sharedHistory: number[] = [];

expectBackendBugsCaught("decoder", decoderLaws, [
  {
    bug: "positions in decoding off by one",
    law: "decodes what it evaluates",
    plant: () => {
      const real = reference();
      return models((model, { weights }) => {
        const wpe = weights["wpe.weight"];
        const { width } = model.config;
        const moved = Float32Array.from(wpe, (_, i) => wpe[(i + width) % wpe.length]);
        const shifted = real.load(model.config, { weights: { ...weights, "wpe.weight": moved } });
        return { decode: async (prompts) => (await shifted).decode(prompts) };
      });
    },
  },
  {
    bug: "a cache that keeps only the prompt",
    law: "decodes what it evaluates",
    plant: () =>
      decoding((row, prompt) =>
        row.map((token, t) => (t < prompt || t === row.length - 1 ? token : row[0])),
      ),
  },
  {
    bug: "one cache for all decoders",
    law: "keeps two decoders apart",
    plant: () =>
      decoding((row, prompt) => {
        const mixed = row.map((token, t) => (t < prompt ? token : (sharedHistory[t] ?? token)));
        sharedHistory = row;
        return mixed;
      }),
  },
  {
    bug: "prompts filled up at their ends, the filling taken for text",
    law: "decodes prompts of different lengths",
    plant: () =>
      models((model) => ({
        decode(prompts) {
          const longest = Math.max(...prompts.map((prompt) => prompt.length));
          return model.decode(
            prompts.map((prompt) => Int32Array.from({ length: longest }, (_, i) => prompt[i] ?? 0)),
          );
        },
      })),
  },
  {
    bug: "rows dropped from the end, whichever were to stay",
    law: "goes on with selected rows",
    plant: () =>
      decoders((real) => ({ select: (rows) => real.select(rows.map((_, i) => i % real.rows)) })),
  },
  {
    bug: "logits not selected with their rows",
    law: "goes on with selected rows",
    plant: () =>
      decoders((real, { config }) => {
        let stale: Float32Array | undefined;
        return {
          get logits() {
            return stale ?? real.logits;
          },
          step(tokens) {
            stale = undefined;
            return real.step(tokens);
          },
          select(rows) {
            stale = real.logits.slice(0, rows.length * config.vocabulary);
            real.select(rows);
          },
        };
      }),
  },
  {
    bug: "a position that counts rows which have left",
    law: "leave and grow on",
    plant: () =>
      decoders((real) => {
        let most = real.position;
        return {
          get position() {
            most = Math.max(most, real.position);
            return most;
          },
        };
      }),
  },
  {
    bug: "a cache that loses its first tokens when it grows past 32",
    law: "leave and grow on",
    plant: () => decoding((row) => (row.length > 32 ? [...row.slice(1), row[0]].reverse() : row)),
  },
  {
    bug: "a cache in memory that training uses",
    law: "from training in between",
    plant: () => {
      let trained = 0;
      const backend = decoding((row) => (trained > 0 ? row.map(() => 0) : row));
      return {
        ...backend,
        async load(config, state) {
          const model = await backend.load(config, state);
          return {
            ...model,
            accumulate(...call) {
              trained++;
              return model.accumulate(...call);
            },
          };
        },
      };
    },
  },
  {
    bug: "one cache for the copies of a row",
    law: "lets the copies of a repeated row part",
    plant: () =>
      decoders((real) => {
        let first: readonly number[] = [];
        return {
          select(rows) {
            first = rows.map((row) => rows.indexOf(row));
            real.select(rows);
          },
          step: (tokens) =>
            real.step(tokens.map((token, row) => tokens[first[row] ?? row] ?? token)),
        };
      }),
  },
]);

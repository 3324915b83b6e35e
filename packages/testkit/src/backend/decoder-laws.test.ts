import { reference } from "@preflm/backend-reference";
import { decoderLaws } from "./decoder-laws.ts";
import { decoder, decoding, expectBackendBugsCaught, models } from "./test-support.ts";

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
      models((model) => ({
        async decode(prompts) {
          const real = await model.decode(prompts);
          return decoder(real, {
            select: (rows) => real.select(rows.map((_, i) => i % real.rows)),
          });
        },
      })),
  },
  {
    bug: "logits not selected with their rows",
    law: "goes on with selected rows",
    plant: () =>
      models((model) => ({
        async decode(prompts) {
          const real = await model.decode(prompts);
          let stale: Float32Array | undefined;
          return decoder(real, {
            get logits() {
              return stale ?? real.logits;
            },
            step(tokens) {
              stale = undefined;
              return real.step(tokens);
            },
            select(rows) {
              stale = real.logits.slice(0, rows.length * model.config.vocabulary);
              real.select(rows);
            },
          });
        },
      })),
  },
  {
    bug: "a step beyond the context",
    law: "refuses to decode beyond",
    plant: () =>
      models((model) => ({
        async decode(prompts) {
          const real = await model.decode(prompts);
          const { context } = model.config;
          return decoder(real, {
            step: async (tokens) => (real.position === context ? undefined : real.step(tokens)),
          });
        },
      })),
  },
]);

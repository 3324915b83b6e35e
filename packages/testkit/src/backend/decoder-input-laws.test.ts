import { type Backend, type Decoder, type Model, PreflmError } from "@preflm/core";
import type { PlantedBug } from "../test-support.ts";
import { decoderInputLaws } from "./decoder-input-laws.ts";
import { decoders, expectBackendBugsCaught, models } from "./test-support.ts";

const forgiving = "refuses malformed steps and selections";

/** A decoder that lets something bad pass. */
function lenient(
  bug: string,
  change: (real: Decoder, model: Model) => Partial<Decoder>,
  law = forgiving,
): PlantedBug<Backend> {
  return { bug, law, plant: () => decoders(change) };
}

expectBackendBugsCaught("decoder's input", decoderInputLaws, [
  {
    bug: "prompts cut to the context",
    law: "malformed prompts",
    plant: () =>
      models((model) => ({
        decode: (prompts) =>
          model.decode(prompts.map((prompt) => prompt.slice(0, model.config.context))),
      })),
  },
  {
    bug: "tokens of prompts wrapped around the vocabulary",
    law: "malformed prompts",
    plant: () =>
      models((model) => ({
        decode: (prompts) =>
          model.decode(
            prompts.map((prompt) => prompt.map((token) => token % model.config.vocabulary)),
          ),
      })),
  },
  lenient("a token for rows that got none", (real) => ({
    step: (tokens) => real.step(Int32Array.from({ length: real.rows }, (_, i) => tokens[i] ?? 0)),
  })),
  lenient("tokens wrapped around the vocabulary", (real, { config }) => ({
    step: (tokens) => real.step(tokens.map((token) => token % config.vocabulary)),
  })),
  lenient("negative tokens taken as 0", (real) => ({
    step: (tokens) => real.step(tokens.map((token) => Math.max(0, token))),
  })),
  lenient("a step beyond the context", (real, { config }) => ({
    step: async (tokens) => (real.position === config.context ? undefined : real.step(tokens)),
  })),
  lenient("rows that are not there taken as the last", (real) => ({
    select: (rows) => real.select(rows.map((row) => Math.min(row, real.rows - 1))),
  })),
  lenient("fractions of rows rounded", (real) => ({
    select: (rows) => real.select(rows.map(Math.round)),
  })),
  lenient("no row at all", (real) => ({
    select: (rows) => (rows.length === 0 ? undefined : real.select(rows)),
  })),
  lenient("logits cleared before the tokens are looked at", (real) => ({
    step(tokens) {
      real.logits.fill(0);
      return real.step(tokens);
    },
  })),
  lenient("a token counted before the step is refused", (real) => {
    let refused = 0;
    return {
      get position() {
        return real.position + refused;
      },
      step: (tokens) =>
        real.step(tokens).catch((error) => {
          refused++;
          throw error;
        }),
    };
  }),
  lenient("life after its end", () => ({ dispose() {} }), "disposed decoder"),
  lenient(
    "a selection after its end",
    (real) => {
      let ended = false;
      return {
        select: (rows) => (ended ? undefined : real.select(rows)),
        dispose() {
          ended = true;
          real.dispose();
        },
      };
    },
    "disposed decoder",
  ),
  lenient(
    "memory freed twice",
    (real) => {
      let frees = 0;
      return {
        dispose() {
          if (++frees > 1) throw new PreflmError("invalid-input", "This decoder is disposed of.");
          real.dispose();
        },
      };
    },
    "disposed decoder",
  ),
]);

import type { Decoder, Model } from "@preflm/core";
import { expectClose, expectRejection, expectSame, expectTrue } from "../compare.ts";
import { randomState, small } from "./cases.ts";
import { type BackendLaw, withModel } from "./subject.ts";

const { context, vocabulary } = small;

/** Two rows: one of 2 tokens, one that is a step before the end of the context. */
const prompts = [Int32Array.of(3, 1), new Int32Array(context - 1).fill(2)];
const next = Int32Array.of(4, 5);

/** Breaks the law unless a decoder is as one that starts from these rows. */
async function expectAt(
  what: string,
  decoder: Decoder,
  { model, rows, tolerance }: { model: Model; rows: readonly number[][]; tolerance: number },
): Promise<void> {
  const fresh = await model.decode(rows.map((row) => Int32Array.from(row)));
  expectTrue(
    decoder.rows === fresh.rows && decoder.position === fresh.position,
    `${what}: ${decoder.rows} rows at position ${decoder.position}, expected ${fresh.rows} at ${fresh.position}.`,
  );
  expectClose(`${what}: logits`, decoder.logits, fresh.logits, tolerance);
  fresh.dispose();
}

/** Breaks the law unless the decoder refuses the call and its logits keep every bit. */
async function expectRefusal(what: string, decoder: Decoder, call: () => unknown): Promise<void> {
  const before = decoder.logits.slice();
  await expectRejection(what, async () => call());
  expectSame(`logits after ${what} was refused`, decoder.logits, before);
}

/** Laws of malformed input to `decode` and its decoders. */
export const decoderInputLaws: readonly BackendLaw[] = [
  {
    name: "refuses to decode from malformed prompts",
    async check({ backend }) {
      const bad: Record<string, Int32Array[]> = {
        "no prompt": [],
        "an empty prompt": [Int32Array.of(1), new Int32Array(0)],
        "a prompt longer than the context": [new Int32Array(1), new Int32Array(context + 1)],
        "a prompt with a negative token": [Int32Array.of(0, -1)],
        "a prompt with a token outside the vocabulary": [
          Int32Array.of(0),
          Int32Array.of(vocabulary),
        ],
      };
      await withModel(backend, small, randomState(small), async (model) => {
        for (const [what, given] of Object.entries(bad))
          await expectRejection(`decode() from ${what}`, () => model.decode(given));
      });
    },
  },
  {
    name: "refuses malformed steps and selections, and decodes on as if never asked",
    async check({ backend, tolerance }) {
      const steps: Record<string, Int32Array> = {
        "too few tokens": Int32Array.of(1),
        "too many tokens": Int32Array.of(1, 1, 1),
        "a negative token": Int32Array.of(1, -1),
        "a token outside the vocabulary": Int32Array.of(vocabulary, 1),
      };
      await withModel(backend, small, randomState(small), async (model) => {
        const decoder = await model.decode(prompts);
        const refuseAll = async () => {
          for (const [what, tokens] of Object.entries(steps))
            await expectRefusal(`step() of ${what}`, decoder, () => decoder.step(tokens));
          for (const rows of [[], [2], [0, -1], [0.5], [Number.NaN]])
            await expectRefusal(`select() of rows [${rows}]`, decoder, () => decoder.select(rows));
        };
        await refuseAll();
        await decoder.step(next);
        await refuseAll();
        await expectRefusal("step() beyond the context", decoder, () => decoder.step(next));
        let rows = prompts.map((prompt, row) => [...prompt, next[row]]);
        await expectAt("A decoder that refused", decoder, { model, rows, tolerance });
        decoder.select([0]);
        await decoder.step(Int32Array.of(6));
        rows = [[...rows[0], 6]];
        await expectAt("Without the row that was full", decoder, { model, rows, tolerance });
        decoder.dispose();
      });
    },
  },
  {
    name: "refuses every call of a disposed decoder, which may be disposed of twice and harms no other",
    async check({ backend, tolerance }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const decoder = await model.decode(prompts);
        const other = await model.decode(prompts);
        decoder.dispose();
        decoder.dispose();
        await expectRejection("step() of a disposed decoder", () => decoder.step(next));
        await expectRejection("select() of a disposed decoder", async () => decoder.select([0]));
        await other.step(next);
        const rows = prompts.map((prompt, row) => [...prompt, next[row]]);
        await expectAt("Another decoder", other, { model, rows, tolerance });
        other.dispose();
      });
    },
  },
];

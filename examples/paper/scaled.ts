import { parameterCount } from "@preflm/gpt";
import type { Preset } from "./common.ts";

/** A preset on a smaller model, tokens and batch shrunk alike: as many updates, and tokens a parameter. */
export function scaled({ training, sampling, ...preset }: Preset, model: Preset["model"]): Preset {
  const vocabulary = 2048;
  const ours = parameterCount({ ...model, vocabulary });
  const ratio = ours / parameterCount({ ...preset.model, vocabulary: 50257 });
  const rows = Math.max(1, Math.round((ratio * training.tokensPerUpdate) / model.context));
  const room = model.context - 2; // end-of-text and a mark
  const maximumLength = Math.min(sampling?.maximumLength ?? room, room);
  return {
    ...preset,
    model,
    tokenizer: { vocabulary },
    training: {
      ...training,
      tokens: ratio * training.tokens,
      tokensPerUpdate: rows * model.context,
    },
    sampling: { ...sampling, maximumLength },
  };
}

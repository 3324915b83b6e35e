import type { Scorer } from "@preflm/core";
import { mutationAdversary, type RedTeamState, type RedTeamTarget, redTeam, redTeamText } from "@preflm/eval";

export async function attack(target: RedTeamTarget, scorer: Scorer, texts: string[], state?: RedTeamState) {
  const adversary = mutationAdversary({ texts }); // or modelAdversary({ model, tokenizer }), endpointAdversary({ url, model })
  const prompts = texts.slice(0, 20).map((text) => text.split(" ").slice(0, 6).join(" "));
  const onRound = async (after: RedTeamState) => {}; // keep it: `state` goes on from there
  const result = await redTeam({ target, scorer, adversary, prompts, onRound, ...(state && { state }) });
  result.best[0]; // { prompt, score, samples, completions }
  return redTeamText(result); // result.rounds[i]: { round, average: { mean, deviation }, maximum }
}

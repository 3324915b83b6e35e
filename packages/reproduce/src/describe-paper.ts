/** What the paper's own scale takes: printed instead of starting it. */
export function describePaper(): string {
  return `The paper's own scale is not started from here.

Each run trains GPT-2 small (124 M parameters) on 3.3 billion tokens with a batch of 64 × 1,024 tokens: 50,354 updates,
about 2.5e18 floating-point operations. On this backend that is months of a laptop; on one data-centre GPU hours.
Six objectives with one seed and the ten runs of finetuning are about 13 such budgets for each task.

The released settings of each task and objective are the presets in examples/paper of the repository:
  node examples/paper/main.ts --task pii --objective conditional --scale gpt2 --corpus texts.jsonl
The largest scale that runs from here is "small".
`;
}

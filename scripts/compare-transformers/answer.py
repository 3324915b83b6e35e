"""Answers main.ts with Hugging Face transformers: loads our checkpoint, and makes one for us to load.

usage: answer.py FOLDER, which holds questions.json and ours/; writes answers.json and theirs/.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

folder = Path(sys.argv[1])
questions = json.loads((folder / "questions.json").read_text())
torch.manual_seed(questions["seed"])


def outputs(model, batch):
    """Log-probability of each target, and the logits after each row."""
    shape = (batch["rows"], batch["columns"])
    inputs = torch.tensor(batch["inputs"]).view(shape)
    targets = torch.tensor(batch["targets"]).view(shape)
    with torch.no_grad():
        logits = model.eval()(inputs).logits
    picked = logits.log_softmax(-1).gather(-1, targets.unsqueeze(-1))
    return {"logProbabilities": picked.flatten().tolist(), "logits": logits[:, -1].flatten().tolist()}


model, loading = GPT2LMHeadModel.from_pretrained(folder / "ours", output_loading_info=True)
ours = outputs(model, questions["batch"])

tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "ours" / "tokenizer.json"))
# As ours, text never becomes a special token; without this option transformers reads "<|endoftext|>" as one.
literal = {"add_special_tokens": False, "split_special_tokens": True}
ids = [tokenizer(text, **literal)["input_ids"] for text in questions["texts"]]

# Logits that differ from each other, and biases and norms that do too.
config = GPT2Config(**questions["theirs"], initializer_range=0.2)
reverse = GPT2LMHeadModel(config)
for weights in reverse.parameters():
    weights.data += 0.1 * (torch.rand_like(weights) - 0.5)
reverse.save_pretrained(folder / "theirs", safe_serialization=True)

answers = {
    "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    "missing": loading["missing_keys"],
    "unexpected": loading["unexpected_keys"],
    "mismatched": [str(key) for key in loading["mismatched_keys"]],
    "ours": ours,
    "ids": ids,
    "theirs": outputs(reverse, questions["batch"]),
}
(folder / "answers.json").write_text(json.dumps(answers))

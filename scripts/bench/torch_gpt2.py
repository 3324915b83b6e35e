"""The peer of `--against torch`: GPT-2 training steps in eager PyTorch, as one would write it there.

Fused QKV, one baddbmm for scaled and masked scores, tanh GELU, tied head, AdamW over tensor lists, gradient
clipping. Reads lines from standard input: a number is a number of steps to time; answers with a JSON line.

Arguments: layers width heads context vocabulary rows
"""

import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.ln_1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.ln_2 = nn.LayerNorm(width)
        self.widen = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)
        mask = torch.full((context, context), -math.inf).triu(1)
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, x):
        B, T, C = x.shape
        H, D = self.heads, C // self.heads
        qkv = self.qkv(self.ln_1(x)).view(B, T, 3, H, D).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.reshape(3, B * H, T, D).unbind(0)
        scores = torch.baddbmm(self.mask[:T, :T], q, k.transpose(1, 2), alpha=1 / math.sqrt(D))
        mixed = torch.bmm(F.softmax(scores, dim=-1), v)
        x = x + self.project(mixed.view(B, H, T, D).transpose(1, 2).reshape(B, T, C))
        return x + self.narrow(F.gelu(self.widen(self.ln_2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, layers, width, heads, context, vocabulary):
        super().__init__()
        self.wte = nn.Embedding(vocabulary, width)
        self.wpe = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads, context) for _ in range(layers)))
        self.ln_f = nn.LayerNorm(width)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, tokens, targets):
        x = self.wte(tokens) + self.wpe.weight[: tokens.shape[1]]
        logits = F.linear(self.ln_f(self.blocks(x)), self.wte.weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def main():
    layers, width, heads, context, vocabulary, rows = map(int, sys.argv[1:7])
    torch.manual_seed(1)
    model = GPT(layers, width, heads, context, vocabulary)
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95), foreach=True)
    tokens = torch.randint(vocabulary, (rows, context))
    targets = torch.randint(vocabulary, (rows, context))

    def step():
        start, cpu = time.perf_counter(), time.process_time()
        loss = model(tokens, targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)

    step()
    print(json.dumps({"ready": torch.__version__}), flush=True)
    for line in sys.stdin:
        times, cpu = zip(*(step() for _ in range(int(line))))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"milliseconds": times, "cpu": cpu, "peakBytes": peak}), flush=True)


main()

#!/usr/bin/env python3
"""Fine-tunes the encoder: train.py WORDS VOCABULARY OUT

WORDS is what `quoth train GOLD --encoder-input` wrote, VOCABULARY what vocabulary.py wrote; OUT becomes the weights as floats, which export.py
turns into what the program reads. About 25 minutes on two cores with bfloat16 instructions, for 840 articles."""

import argparse
import random
import time

import numpy as np
import torch
from safetensors.torch import save_file

from data import Batch, Vocabulary, deal, load
from network import Network

# Pieces in a window with those that open and close it, of them before the window's own words, and in a batch.
LENGTH, CONTEXT, BATCH = 256, 48, 4096
# Steps: of the pretrained weights; the new ones learn faster, the chain fastest.
RATE, FASTER, FASTEST = 2e-4, 5, 50
DECAY, WARM_UP = 0.01, 1 / 12
# Words hidden from the network, and windows that are not told what the rules found.
MASK, HINT_DROPOUT = 0.05, 0.15
# Share of the running mean of the weights that stays at each step; the mean is what is kept.
MEMORY = 0.995


def optimizer(network):
    def pick(*prefixes):
        return [p for name, p in network.named_parameters() if name.startswith(prefixes)]

    new, chain = pick("head", "marks"), pick("trans")
    old = [p for p in network.parameters() if not any(p is q for q in new + chain)]
    groups = [
        {"params": old, "lr": RATE, "weight_decay": DECAY},
        {"params": new, "lr": RATE * FASTER, "weight_decay": DECAY},
        {"params": chain, "lr": RATE * FASTEST, "weight_decay": 0.0},
    ]
    chosen = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    rise_and_fall = lambda done: min((done + 1) / (total * WARM_UP), (1 - done / total) / (1 - WARM_UP))
    total = network.steps
    return chosen, torch.optim.lr_scheduler.LambdaLR(chosen, rise_and_fall)


def train(network, articles, vocabulary, epochs, report):
    dealt = deal(articles, LENGTH, CONTEXT, BATCH, shuffle=True)
    network.steps = epochs * len(dealt)
    chosen, schedule = optimizer(network)
    mean = [p.detach().clone() for p in network.parameters()]
    network.train()
    step = 0
    for epoch in range(epochs):
        lost, words = 0.0, 0
        for items in dealt:
            if step == network.steps:
                break
            batch = Batch(items, vocabulary, MASK, HINT_DROPOUT)
            loss = network.loss(network.scores(batch), batch)
            chosen.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            chosen.step()
            schedule.step()
            step += 1
            with torch.no_grad():
                kept = min(MEMORY, (1 + step) / (10 + step))
                torch._foreach_lerp_(mean, [p.detach() for p in network.parameters()], 1 - kept)
            count = batch.there.sum().item()
            lost, words = lost + loss.item() * count, words + count
            if step % 50 == 0:
                report(f"epoch {epoch + 1} of {epochs}, step {step} of {network.steps}, loss {lost / words:.4f} a word")
        dealt = deal(articles, LENGTH, CONTEXT, BATCH, shuffle=True)
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), mean):
            parameter.copy_(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words")
    parser.add_argument("vocabulary")
    parser.add_argument("out")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.manual_seed(args.seed)
    start = time.time()
    report = lambda text: print(f"{time.time() - start:.0f} s: {text}", flush=True)
    vocabulary = Vocabulary(args.vocabulary)
    articles = load(args.words, vocabulary)
    report(f"{len(articles)} articles, {sum(a.ends[-1] for a in articles)} pieces")
    network = Network(vocabulary.pieces, LENGTH)
    train(network, articles, vocabulary, args.epochs, report)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()

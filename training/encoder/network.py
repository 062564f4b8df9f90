"""The network: a pretrained encoder with small tables for marks, a linear layer to scores of tags, and a chain over the scores."""

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

import base
from data import BEGINS

WIDTH, HEADS, LAYERS = 384, 12, 6
# Sizes as in src/model: tags, transition tables, tables of marks.
TAGS, CONTEXTS, MARKS = 13, 8, (21, 6, 64, 32)
START = TAGS
DROPOUT = 0.1
FORBIDDEN = -1e4


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.i, self.f = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.n1, self.n2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def load(self, weights, number):
        get = lambda name: weights[f"encoder.layer.{number}.{name}"].float()
        for kind in ("weight", "bias"):
            parts = [get(f"attention.self.{part}.{kind}") for part in ("query", "key", "value")]
            getattr(self.qkv, kind).data = torch.cat(parts)
            for own, name in (
                (self.o, "attention.output.dense"),
                (self.n1, "attention.output.LayerNorm"),
                (self.i, "intermediate.dense"),
                (self.f, "output.dense"),
                (self.n2, "output.LayerNorm"),
            ):
                getattr(own, kind).data = get(f"{name}.{kind}")

    def forward(self, states, attention):
        rows, places, _ = states.shape
        query, key, value = self.qkv(states).view(rows, places, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=attention)
        mixed = self.o(mixed.transpose(1, 2).reshape(rows, places, WIDTH))
        states = self.n1(states + F.dropout(mixed, DROPOUT, self.training))
        middle = F.gelu(self.i(states), approximate="tanh")
        return self.n2(states + F.dropout(self.f(middle), DROPOUT, self.training))


class Network(nn.Module):
    def __init__(self, pieces, length):
        super().__init__()
        weights, numbers = load_file(base.WEIGHTS), base.original_numbers()
        get = lambda name: weights[f"embeddings.{name}"].float()
        self.we = nn.Embedding.from_pretrained(
            get("word_embeddings.weight")[[numbers[piece] for piece in pieces]], freeze=False
        )
        positions = get("position_embeddings.weight")[:length] + get("token_type_embeddings.weight")[0]
        self.pe = nn.Embedding.from_pretrained(positions.clone(), freeze=False)
        self.marks = nn.ModuleList(nn.Embedding(size, WIDTH) for size in MARKS)
        for table in self.marks:
            nn.init.zeros_(table.weight)
        self.n = nn.LayerNorm(WIDTH, eps=1e-12)
        self.n.weight.data, self.n.bias.data = get("LayerNorm.weight"), get("LayerNorm.bias")
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for number, layer in enumerate(self.layers):
            layer.load(weights, number)
        self.head = nn.Linear(WIDTH, TAGS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.trans = nn.Parameter(torch.zeros(CONTEXTS, TAGS + 1, TAGS))
        allowed = torch.zeros(TAGS + 1, TAGS)
        for inside, begin in BEGINS.items():
            allowed[:, inside] = FORBIDDEN
            allowed[[inside, begin], inside] = 0
        self.register_buffer("allowed", allowed, persistent=False)

    def scores(self, batch):
        """Scores of tags for each word of each window."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.we(batch.pieces) + self.pe.weight[: batch.pieces.shape[1]]
            for number, table in enumerate(self.marks):
                states = states + table(batch.marks[:, :, number])
            states = F.dropout(self.n(states), DROPOUT, self.training)
            for layer in self.layers:
                states = layer(states, batch.attention)
        first = batch.first[:, :, None].expand(-1, -1, WIDTH)
        return self.head(states.float().gather(1, first))

    def loss(self, scores, batch):
        """Negative logarithm of the probability that the chain gives to the annotated tags, a word."""
        follow = (self.trans + self.allowed)[batch.contexts]
        before = torch.cat([torch.full_like(batch.tags[:, :1], START), batch.tags[:, :-1]], 1)
        before = torch.where(batch.starts, START, before)
        gold = scores.gather(2, batch.tags[:, :, None])[:, :, 0]
        rows = follow.gather(2, before[:, :, None, None].expand(-1, -1, 1, TAGS))[:, :, 0]
        gold = gold + rows.gather(2, batch.tags[:, :, None])[:, :, 0]
        total = follow[:, 0, START] + scores[:, 0]
        for word in range(1, scores.shape[1]):
            on = torch.logsumexp(total[:, :, None] + follow[:, word, :TAGS], 1)
            anew = torch.logsumexp(total, 1, keepdim=True) + follow[:, word, START]
            next_total = torch.where(batch.starts[:, word, None], anew, on) + scores[:, word]
            total = torch.where(batch.there[:, word, None] > 0, next_total, total)
        lost = torch.logsumexp(total, 1) - (gold * batch.there).sum(1)
        return lost.sum() / batch.there.sum()

"""Annotated articles as `quoth train GOLD --encoder-input` writes them, cut into windows and put into batches.

The program does all that is about text: words, marks, tags, sentences. Here words only become pieces, and windows are cut as
src/model/encoder/windows.rs cuts them (with context of random length in training)."""

import json
import random

import numpy as np
import torch

import base

# As in src/model/encoder/vocabulary.rs and marks.rs.
MOST_PIECES = 8
STARTS_PARAGRAPH, STARTS_SENTENCE = 1, 2
# A tag inside a stretch and the one that begins it, by their numbers in src/model/tags.rs.
BEGINS = {4: 3, 6: 5, 8: 7, 10: 9, 12: 11}


class Vocabulary:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.pieces = file.read().splitlines()
        self.tokenizer = base.wordpiece(self.pieces)
        number = {piece: n for n, piece in enumerate(self.pieces)}
        self.pad, self.unknown, self.open, self.close, self.mask = (number[p] for p in base.SPECIAL)
        self.spelt = {}

    def spell(self, word):
        if word not in self.spelt:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids
            self.spelt[word] = ids[:MOST_PIECES] or [self.unknown]
        return self.spelt[word]


class Article:
    def __init__(self, record, vocabulary):
        self.id = record["id"]
        self.pieces = [vocabulary.spell(word) for word in record["words"]]
        self.starts = np.array(record["starts"], bool)
        self.contexts = np.array(record["contexts"], np.int64)
        self.marks = np.array(record["marks"], np.int64).reshape(-1, 4)
        self.tags = np.array(record["tags"], np.int64)
        self.sizes = np.array([len(p) for p in self.pieces], np.int64)
        self.ends = np.concatenate([[0], np.cumsum(self.sizes)])
        first = [n for n in range(len(self.pieces)) if self.starts[n] or self.marks[n, 3] & STARTS_SENTENCE]
        self.sentences = list(zip(first, first[1:] + [len(self.pieces)]))

    def size(self, start, end):
        """Pieces of the words from `start` up to `end`."""
        return self.ends[end] - self.ends[start]

    def windows(self, room, context_room):
        """Triples: first word read, first word read for its own sake, word behind the last."""
        units = []
        for start, end in self.sentences:
            while self.size(start, end) > room - context_room:
                limit = self.ends[start] + room - context_room
                cut = max(start + 1, int(np.searchsorted(self.ends, limit, "right")) - 1)
                units.append((start, cut))
                start = cut
            if start < end:
                units.append((start, end))
        windows, n = [], 0
        while n < len(units):
            own = units[n][0]
            context = int(np.searchsorted(self.ends, self.ends[own] - context_room, "left"))
            context = next((s for s, _ in self.sentences if context <= s < own), min(context, own))
            end, paragraph_end = n, None
            while end < len(units) and self.size(context, units[end][1]) <= room:
                end += 1
                if end < len(units) and self.starts[units[end][0]]:
                    paragraph_end = end
            if end == n:
                end, context = n + 1, own
            if end < len(units) and paragraph_end and 5 * self.size(context, units[paragraph_end - 1][1]) >= 3 * room:
                end = paragraph_end
            windows.append((context, own, units[end - 1][1]))
            n = end
        return windows


def load(path, vocabulary):
    with open(path, encoding="utf-8") as file:
        articles = [Article(json.loads(line), vocabulary) for line in file]
    return [a for a in articles if a.pieces]


class Batch:
    """Windows as tensors: pieces and marks by place; words (place of the first piece, tag, start, context) by number."""

    def __init__(self, items, vocabulary, mask=0.0, hint_dropout=0.0):
        rows, places = len(items), 2 + max(a.size(c, e) for a, c, _, e in items)
        words = max(e - c for _, c, _, e in items)
        self.pieces = torch.full((rows, places), vocabulary.pad)
        self.marks = torch.zeros(rows, places, 4, dtype=torch.long)
        self.attention = torch.zeros(rows, 1, 1, places)
        self.first = torch.zeros(rows, words, dtype=torch.long)
        self.tags = torch.zeros(rows, words, dtype=torch.long)
        self.starts = torch.zeros(rows, words, dtype=torch.bool)
        self.contexts = torch.zeros(rows, words, dtype=torch.long)
        self.there = torch.zeros(rows, words)
        for row, (article, c, _, e) in enumerate(items):
            size, count = article.size(c, e), e - c
            self.pieces[row, 0] = vocabulary.open
            self.pieces[row, 1 : size + 1] = torch.tensor([p for word in article.pieces[c:e] for p in word])
            self.pieces[row, size + 1] = vocabulary.close
            self.attention[row, 0, 0, size + 2 :] = -1e4
            self.first[row, :count] = torch.from_numpy(1 + article.ends[c:e] - article.ends[c])
            marks = torch.from_numpy(np.repeat(article.marks[c:e], article.sizes[c:e], 0))
            later = torch.ones(size, dtype=torch.bool)
            later[self.first[row, :count] - 1] = False
            marks[later, 3] &= ~(STARTS_PARAGRAPH | STARTS_SENTENCE)
            self.marks[row, 1 : size + 1] = marks
            if random.random() < hint_dropout:
                self.marks[row, :, 2] = 0
            for word in np.nonzero(np.random.rand(count) < mask)[0]:
                at = self.first[row, word]
                self.pieces[row, at : at + article.sizes[c + word]] = vocabulary.mask
            self.tags[row, :count] = torch.from_numpy(article.tags[c:e])
            self.starts[row, :count] = torch.from_numpy(article.starts[c:e])
            self.contexts[row, :count] = torch.from_numpy(article.contexts[c:e])
            self.there[row, :count] = 1
        # A window is a chain of its own: it starts one, and a stretch that goes on in it begins anew.
        self.starts[:, 0] = True
        for inside, begin in BEGINS.items():
            self.tags[:, 0][self.tags[:, 0] == inside] = begin


def deal(articles, length, context, pieces, shuffle):
    """Lists of windows of like length, of about `pieces` pieces each. Shuffled, windows are also cut at other places each time."""
    items = []
    for article in articles:
        room, before = (random.randint(int(length * 0.7), length), random.randint(0, context)) if shuffle else (length, context)
        items += [(article, *window) for window in article.windows(room - 2, before)]

    def size(item):
        article, start, _, end = item
        return 2 + article.size(start, end)

    if shuffle:
        random.shuffle(items)
    pool, batches = 400 if shuffle else max(len(items), 1), []
    for start in range(0, len(items), pool):
        current = []
        for item in sorted(items[start : start + pool], key=size):
            if current and (len(current) + 1) * size(item) > pieces:
                batches.append(current)
                current = []
            current.append(item)
        if current:
            batches.append(current)
    if shuffle:
        random.shuffle(batches)
    return batches

#!/usr/bin/env python3
"""Chooses the word pieces to keep: vocabulary.py OUT TEXT...

The pretrained vocabulary has 30,522 pieces. Kept are the special ones, single characters of Latin script and punctuation (so that everything
can still be spelt), the more frequent pieces of small Latin letters and digits, and the rarer ones that the texts have at least three times.
TEXT is JSON Lines with a field "text", or plain text."""

import collections
import json
import re
import sys

import base

# The pretrained pieces are numbered by falling frequency in the text they were learned from.
FREQUENT = 20_000
LATIN = re.compile(r"(##)?[a-z0-9]+")
MARKS = "‘’“”–—―…•€£¥′″"
CHUNK = 1000


def texts(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            yield (json.loads(line).get("text") or "") if path.endswith(".jsonl") else line.rstrip("\n")


def count(paths):
    counts, tokenizer = collections.Counter(), base.wordpiece()
    for path in paths:
        lines = list(texts(path))
        for start in range(0, len(lines), CHUNK):
            for encoding in tokenizer.encode_batch(lines[start : start + CHUNK], add_special_tokens=False):
                counts.update(encoding.tokens)
    return counts


def is_kept(piece, number, times):
    if piece in base.SPECIAL:
        return True
    if piece.startswith("[unused"):
        return False
    text = piece.removeprefix("##")
    if len(text) == 1 and (times > 0 or ord(text) < 0x250 or text in MARKS):
        return True
    if not LATIN.fullmatch(piece):
        return times >= 2
    return number < FREQUENT or times >= 3


def main():
    out, *paths = sys.argv[1:]
    counts, numbers = count(paths), base.original_numbers()
    kept = [p for p in sorted(numbers, key=numbers.get) if is_kept(p, numbers[p], counts[p])]
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(piece + "\n" for piece in kept)
    missed = sum(counts.values()) - sum(counts[piece] for piece in kept)
    print(f"{len(kept)} of {len(numbers)} pieces; {missed} of {sum(counts.values())} in the texts are spelt otherwise")


if __name__ == "__main__":
    main()

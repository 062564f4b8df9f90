#!/usr/bin/env bash
# Makes the pictures of the README: tests/browser/pictures.sh [QUOTH] [CHROMIUM]. Needs perl, and ImageMagick to make them small.
set -euo pipefail
cd "$(dirname "$0")/../.."
quoth=${1:-target/release/quoth} browser=${2:-chromium} out=tests/browser/pictures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# picture NAME FILE WIDTH HEIGHT
picture() {
    "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
        --virtual-time-budget=3000 --window-size="$3,$4" --screenshot="$work/$1.png" "file://$work/$2" 2> /dev/null
    convert "$work/$1.png" +dither -colors 64 -define png:compression-level=9 -strip "PNG8:$out/$1.png"
}

# The table, with its colours, as a terminal shows it.
{
    printf '<meta charset="utf-8"><style>body{margin:0;background:#1b1d20;color:#dcd8cf}pre{margin:1.2rem 1.5rem;font:14px/1.35 monospace}'
    printf '.s1{font-weight:bold;color:#fff}.s2{opacity:.6}.s32{color:#8fc98a}.s33{color:#e0b44c}.s35{color:#cf9fd6}.s36{color:#7fc4cf}</style><pre>'
    COLUMNS=104 "$quoth" corpus/food-bank-freezer.txt --format table --color always |
        perl -pe 's/&/&amp;/g; s/</&lt;/g; s{\e\[(\d+)m}{$1 ? (++$n && "<span class=s$1>") : ("</span>" x $n) . ($n = 0) x 0}ge'
} > "$work/table.html"
"$quoth" corpus/mayoral-runoff-night.txt -o "$work/article.html"
"$quoth" corpus/ -o "$work/corpus.html"

picture table table.html 960 470
picture article article.html 1120 700
picture corpus corpus.html 1120 700
du -cb "$out"/*.png

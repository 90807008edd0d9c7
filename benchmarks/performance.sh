#!/usr/bin/env bash
# Writes docs/performance.md: what the functions cost on this machine.
#
#     benchmarks/performance.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release -q -p nonlin-cli
page=docs/performance.md
"${CARGO_TARGET_DIR:-target}/release/nonlin" bench --suite > "$page.tmp"
mv "$page.tmp" "$page"

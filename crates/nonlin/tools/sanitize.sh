#!/usr/bin/env bash
# Runs the random tests of the kernels with an address sanitizer, which sees every
# access outside a slice. Needs a nightly toolchain.
#
#     crates/nonlin/tools/sanitize.sh
set -euo pipefail
cd "$(dirname "$0")/../../.."
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-Zsanitizer=address" cargo +nightly test -p nonlin --test random_slices --target "$host" -- --nocapture

#!/usr/bin/env bash
# Runs the random tests of the kernels with an address sanitizer, which sees every
# access outside a slice.
#
#     crates/nonlin/tools/sanitize.sh
set -euo pipefail
cd "$(dirname "$0")/../../.."
host=$(rustc -vV | sed -n 's/^host: //p')
# As a nightly toolchain would: sanitizers are not stable.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address cargo test -p nonlin --test random_slices --target "$host" -- --nocapture

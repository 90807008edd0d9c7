#!/usr/bin/env bash
# Writes docs/performance.md: what the functions cost on this machine.
#
#     benchmarks/performance.sh
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release -q -p nonlin-cli
nonlin=${CARGO_TARGET_DIR:-target}/release/nonlin
functions="relu leaky_relu prelu elu celu selu softplus hard_swish sigmoid tanh silu swish gelu gelu_tanh mish logish smish
telu serf dsilu dgelu zorro_symmetric zorro_asymmetric zorro_sigmoid zorro_tanh zorro_sloped"
page=docs/performance.md
{
    echo "# Performance"
    echo
    echo "Written by \`benchmarks/performance.sh\`; do not edit by hand. Times are medians of rounds in which all functions take"
    echo "turns; the ratios are within a run. \"both\" is forward and backward in one pass. The machine:"
    echo "$(grep -m1 'model name' /proc/cpuinfo 2>/dev/null | cut -d: -f2- | xargs || uname -m), $(getconf _NPROCESSORS_ONLN) cores."
    echo
    section() {
        echo "## $1"
        echo
        shift
        echo "\`nonlin bench ... $*\`"
        echo
        echo '```text'
        # shellcheck disable=SC2086
        "$nonlin" bench $functions "$@"
        echo '```'
        echo
    }
    section "In cache, one thread" --size 32768 --threads 1
    section "In cache, one thread, AVX2" --size 32768 --threads 1 --level AVX2
    section "From memory, all cores" --size 16777216 --rounds 7
    section "From memory, all cores, bf16" --size 16777216 --rounds 5 --dtype bf16
} > "$page.tmp"
mv "$page.tmp" "$page"

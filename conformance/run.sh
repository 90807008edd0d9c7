#!/usr/bin/env bash
# Runs the conformance suite and writes docs/conformance.md. Sets up all it needs: a
# Python environment in .venv (pinned by requirements.txt) and a Rust program.
#
#   PYTHON=python3.12 conformance/run.sh    with another Python than python3
#
# pip takes PIP_EXTRA_INDEX_URL from the environment: with PyTorch's own index of CPU
# wheels there, the download is some GiB smaller.
set -euo pipefail
cd "$(dirname "$0")"

fail() {
    echo "error: $*" >&2
    exit 1
}

python=${PYTHON:-python3}
command -v cargo >/dev/null || fail "cargo is missing; https://rustup.rs installs it"
for tool in cc make m4; do
    command -v "$tool" >/dev/null || fail "$tool is missing; the arbitrary-precision reference is built with it"
done
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or later is needed; '$python' is not. Name one: PYTHON=... conformance/run.sh"

if ! cmp -s requirements.txt .venv/installed.txt; then
    echo "installing the Python implementations in conformance/.venv"
    "$python" -m venv --clear .venv || fail "'$python -m venv' failed; is the venv module installed?"
    .venv/bin/pip install --quiet --retries 1 -r requirements.txt ||
        fail "pip could not install requirements.txt: is there a network?"
    cp requirements.txt .venv/installed.txt
fi

cargo build --release --locked || fail "the Rust program does not build; see above"
suite() { cargo run --release --locked --quiet -- "$@"; }

# Results of an earlier run must not be taken for those of this one. The truth is
# kept: its files are named by what it depends on.
rm -rf scratch/results
suite inputs scratch
# A function that leaves elements unset shows what memory held before. Where the C
# library is glibc, let that be the same in every run, and no NaN: a NaN would look
# right where one is due.
MALLOC_PERTURB_=195 .venv/bin/python -m peers scratch
suite peers scratch
suite report scratch ../docs/conformance.md

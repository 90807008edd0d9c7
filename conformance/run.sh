#!/usr/bin/env bash
# Runs the conformance suite and writes docs/conformance.md. Sets up all it needs: a
# Python environment in .venv (pinned by requirements.txt) and a Rust program.
#
#   PYTHON=python3.12 conformance/run.sh    with another Python than python3
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
    torch=$(grep '^torch==' requirements.txt)
    # PyTorch's own index has wheels without CUDA, which are far smaller.
    .venv/bin/pip install --quiet --retries 1 "$torch" --index-url https://download.pytorch.org/whl/cpu ||
        echo "no CPU wheel of $torch from download.pytorch.org: taking the larger one from PyPI"
    .venv/bin/pip install --quiet -r requirements.txt ||
        fail "pip could not install requirements.txt: tried download.pytorch.org for $torch and PyPI for all; is there a network?"
    cp requirements.txt .venv/installed.txt
fi

cargo build --release --locked || fail "the Rust program does not build; see above"
suite() { cargo run --release --locked --quiet -- "$@"; }

# Results of an earlier run must not be taken for those of this one. The truth is
# kept: its files are named by what it depends on.
rm -rf work/results
suite inputs work
# A function that leaves elements unset shows what memory held before. Where the C
# library is glibc, let that be the same in every run, and no NaN: a NaN would look
# right where one is due.
MALLOC_PERTURB_=195 .venv/bin/python -m peers work
suite peers work
suite report work ../docs/conformance.md

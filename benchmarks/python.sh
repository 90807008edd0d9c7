#!/usr/bin/env bash
# Measures the PyTorch face against PyTorch itself and writes docs/python-performance.md.
# Sets up all it needs in benchmarks/python/.venv. Needs Rust, Python 3.10 or later and a
# network.
#
#   benchmarks/python.sh                      all of it, some ten minutes
#   benchmarks/python.sh --out ratios.md      to another file
#   benchmarks/python.sh --elements 1048576   on smaller tensors
#   PYTHON=python3.12 benchmarks/python.sh    with another Python than python3
set -euo pipefail
cd "$(dirname "$0")"

fail() {
    echo "error: $*" >&2
    exit 1
}

python=${PYTHON:-python3}
command -v cargo >/dev/null || fail "cargo is missing; https://rustup.rs installs it"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 or later is needed; '$python' is not. Name one: PYTHON=... benchmarks/python.sh"
venv=$PWD/python/.venv
if [ ! -x "$venv/bin/maturin" ]; then
    "$python" -m venv --clear "$venv" || fail "'$python -m venv' failed; is the venv module installed?"
    # pip takes PIP_EXTRA_INDEX_URL from the environment: with PyTorch's own index of CPU
    # wheels there, the download is some GiB smaller.
    "$venv/bin/pip" install --quiet torch torchvision ||
        fail "pip could not install torch and torchvision"
    "$venv/bin/pip" install --quiet 'maturin>=1.9,<2'
fi
(cd ../python && "$venv/bin/maturin" build --release --locked --quiet --out dist)
"$venv/bin/pip" install --quiet --force-reinstall --no-deps ../python/dist/nonlin-*.whl
exec "$venv/bin/python" python/measure.py --out ../docs/python-performance.md "$@"

#!/usr/bin/env bash
# All checks of the Python package: builds the wheel, installs it into a clean virtual
# environment and tests it from there. Needs Rust, Python 3.10 or later and a network.
#
#   PYTHON=python3.12 python/test.sh     with another Python than python3
#   python/test.sh --without-frameworks  with neither PyTorch nor JAX, which are large
#
# PyTorch, JAX and model libraries that cannot be installed are said to be SKIPPED.
set -euo pipefail
cd "$(dirname "$0")"

fail() {
    echo "error: $*" >&2
    exit 1
}

python=${PYTHON:-python3}
frameworks=1
for argument in "$@"; do
    case $argument in
    --without-frameworks) frameworks=0 ;;
    *) fail "unknown argument $argument; the only one is --without-frameworks" ;;
    esac
done
command -v cargo >/dev/null || fail "cargo is missing; https://rustup.rs installs it"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 or later is needed; '$python' is not. Name one: PYTHON=... python/test.sh"

if [ ! -x .venv-build/bin/maturin ]; then
    "$python" -m venv --clear .venv-build || fail "'$python -m venv' failed; is the venv module installed?"
    .venv-build/bin/pip install --quiet 'maturin>=1.9,<2' 'ruff>=0.9' 'mypy>=1.15' || fail "pip could not install maturin, ruff and mypy"
fi
cargo fmt --check
cargo clippy --locked -- -D warnings
.venv-build/bin/ruff check .
.venv-build/bin/ruff format --check .

rm -rf dist
.venv-build/bin/maturin build --release --locked --out dist
"$python" -m venv --clear .venv
.venv/bin/pip install --quiet dist/nonlin-*.whl
# Not from this folder, where the package would be found without the wheel.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tests=$PWD/tests
# What a user has, before anything else is installed.
(cd "$folder" && "$tests/../.venv/bin/python" -c 'import sys, nonlin; assert nonlin.relu([-1.0, 2.0]).tolist() == [0, 2]; assert "torch" not in sys.modules')
.venv/bin/pip install --quiet pytest mpmath

install() {
    .venv/bin/pip install --quiet "$@" || echo "SKIPPED: $* cannot be installed here" >&2
}
install ml_dtypes
if [ "$frameworks" = 1 ]; then
    # pip takes PIP_EXTRA_INDEX_URL from the environment: with PyTorch's own index of CPU
    # wheels there, the download is some GiB smaller.
    install torch torchvision
    install 'jax[cpu]'
    install timm
    install transformers
    .venv-build/bin/mypy --python-executable .venv/bin/python
fi
(cd "$folder" && "$tests/../.venv/bin/python" -m pytest -q -p no:cacheprovider --rootdir "$tests" "$tests")

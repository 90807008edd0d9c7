#!/usr/bin/env bash
# All checks of the Python package: builds the wheel, installs it into a clean virtual
# environment and tests it from there. Needs Rust, Python 3.10 or later and a network.
#
#   PYTHON=python3.12 python/test.sh     with another Python than python3
#   python/test.sh --without-frameworks  with neither PyTorch nor JAX, which are large
#   python/test.sh --quick               what the test of the whole repository runs: the package
#                                        with the workspace's own build, which is there by then,
#                                        and with the libraries that this Python has
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
quick=0
for argument in "$@"; do
    case $argument in
    --without-frameworks) frameworks=0 ;;
    --quick) quick=1 ;;
    *) fail "unknown argument $argument; there are --without-frameworks and --quick" ;;
    esac
done
# Libraries that Python loads are not linked to Python.
export PYO3_BUILD_EXTENSION_MODULE=1

tests=$PWD/tests
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Runs the tests with a Python, not from this folder, where the package would be found
# without its extension.
run_tests() {
    (cd "$folder" && "$@" -m pytest -q -p no:cacheprovider --rootdir "$tests" "$tests")
}

skip() {
    echo "SKIPPED: $*; the Python package was NOT tested" >&2
    exit 0
}

if [ "$quick" = 1 ]; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || skip "'$python' is not Python 3.10 or later"
    if ! "$python" -c 'import numpy, pytest, mpmath' 2>/dev/null; then
        "$python" -m venv --clear --system-site-packages "$folder/venv" || skip "'$python -m venv' failed"
        "$folder/venv/bin/pip" install --quiet numpy pytest mpmath ml_dtypes ||
            skip "pip could not install numpy, pytest, mpmath and ml_dtypes"
        python=$folder/venv/bin/python
    fi
    # With the features that the tests of the workspace are built with: nothing is built twice.
    cargo build --workspace --lib --examples --locked
    target=$(cargo metadata --format-version 1 --no-deps --locked |
        "$python" -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    cp -r nonlin "$folder/nonlin"
    for built in "$target"/debug/lib_nonlin.{so,dylib}; do
        [ ! -e "$built" ] || cp "$built" "$folder/nonlin/_nonlin.abi3.so"
    done
    # Its command line is that of the workspace, with `compare`.
    NONLIN_WORKSPACE=1 PYTHONPATH=$folder run_tests "$python"
    exit
fi

command -v cargo >/dev/null || fail "cargo is missing; https://rustup.rs installs it"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "Python 3.10 or later is needed; '$python' is not. Name one: PYTHON=... python/test.sh"

if [ ! -x .venv-build/bin/maturin ]; then
    "$python" -m venv --clear .venv-build || fail "'$python -m venv' failed; is the venv module installed?"
    .venv-build/bin/pip install --quiet 'maturin>=1.9,<2' 'ruff>=0.9' 'mypy>=1.15' || fail "pip could not install maturin, ruff and mypy"
fi
cargo fmt --check -p nonlin-python
cargo clippy --locked -p nonlin-python -- -D warnings
.venv-build/bin/ruff check .
.venv-build/bin/ruff format --check .

rm -rf dist
.venv-build/bin/maturin build --release --locked --out dist
"$python" -m venv --clear .venv
.venv/bin/pip install --quiet dist/nonlin-*.whl
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
    install onnx onnxscript onnxruntime
    .venv-build/bin/mypy --python-executable .venv/bin/python
fi
run_tests "$tests/../.venv/bin/python"

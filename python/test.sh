#!/usr/bin/env bash
# All checks of the Python package: builds the wheel, installs it into a clean virtual
# environment and tests it from there. Needs Rust, Python 3.10 or later and a network.
#
#   PYTHON=python3.12 python/test.sh     with another Python than python3
#   python/test.sh --without-frameworks  with neither PyTorch nor JAX, which are large
#   python/test.sh --quick               what the test of the whole repository runs: a wheel of the
#                                        workspace's own build, which is there by then, with
#                                        PyTorch, JAX and ONNX, but without model libraries
#   python/test.sh --fetch               only makes the environment of --quick, which is kept
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
mode=full
for argument in "$@"; do
    case $argument in
    --without-frameworks) frameworks=0 ;;
    --quick) mode=quick ;;
    --fetch) mode=fetch ;;
    *) fail "unknown argument $argument; there are --without-frameworks, --quick and --fetch" ;;
    esac
done
# Libraries that Python loads are not linked to Python.
export PYO3_BUILD_EXTENSION_MODULE=1

tests=$PWD/tests
folder=$(mktemp -d)
child=
trap 'rm -rf "$folder"' EXIT
trap '[ -z "$child" ] || kill "$child"; exit 143' TERM INT

# Runs the tests with a Python, not from this folder, where the package would be found
# without its extension.
run_tests() {
    (cd "$folder" && "$@" -m pytest -q -p no:cacheprovider --durations 5 --rootdir "$tests" "$tests")
}

skip() {
    echo "SKIPPED: $*; the Python package was NOT tested" >&2
    exit 0
}

# A command that ends after so many seconds; macOS has no timeout.
limited() {
    local seconds=$1 status=0
    shift
    if command -v timeout >/dev/null; then
        set -- timeout "$seconds" "$@"
    fi
    "$@" &
    child=$!
    wait "$child" || status=$?
    child=
    return "$status"
}

# install ENVIRONMENT SECONDS PACKAGES: says what cannot be installed, and why.
install() {
    local environment=$1 seconds=$2 start=$SECONDS
    shift 2
    if limited "$seconds" "$environment/bin/pip" install --quiet --retries 2 --timeout 30 "$@" 2>"$folder/pip"; then
        echo "$((SECONDS - start)) s: pip install $*"
        return
    fi
    echo "SKIPPED: $* cannot be installed here: $(grep -v '^$' "$folder/pip" | tail -n 1 |
        grep . || echo "not done within $seconds s")" >&2
    return 1
}

is_recent() {
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'
}

# The environment of --quick: what tests need, and what of the frameworks can be had.
quick=.venv-quick
fetch() {
    # Made again for another Python and for other libraries, and after a failure.
    local recipe state room wanted
    recipe="$("$python" -c 'import sys; print(sys.version, sys.prefix)') $(grep "install .\$quick" test.sh | cksum)"
    state=$recipe
    if [ "$(cat "$quick/state" 2>/dev/null)" = "$recipe" ]; then
        echo "$PWD/$quick is complete; remove it to have newer libraries"
        return
    fi
    # PyTorch brings CUDA along; beside it, Rust may be about to compile all.
    room=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
    wanted=$([ "$mode" = fetch ] && echo 24 || echo 12)
    if [ "$mode" = fetch ] && [ "$room" -lt "$wanted" ]; then
        echo "$room GiB of disk are free; PyTorch is installed when Rust is done"
        return
    fi
    rm -rf "$quick"
    "$python" -m venv --clear "$quick" || skip "'$python -m venv' failed"
    install "$quick" 300 'maturin>=1.9,<2' numpy pytest mpmath || skip "the libraries of the tests are missing"
    install "$quick" 120 ml_dtypes || state=partly
    if [ "$room" -lt "$wanted" ]; then
        echo "SKIPPED: PyTorch and JAX take up to $wanted GiB of disk to install, $room GiB are free" >&2
        state=partly
    else
        install "$quick" 1200 torch || state=partly
        install "$quick" 300 jax || state=partly
        install "$quick" 300 onnx onnxscript onnxruntime || state=partly
    fi
    echo "$state" >"$quick/state"
}

# The wheel of a library that is built already. maturin asks for the package alone, with other
# features of its dependencies than the tests of the workspace have been built with; the whole
# would be compiled once more.
workspace_wheel() {
    local cargo
    cargo=$(command -v cargo)
    mkdir "$folder/bin"
    cat >"$folder/bin/cargo" <<END
#!/usr/bin/env bash
[ "\$1" = rustc ] || exec "$cargo" "\$@"
unset PYO3_PYTHON PYO3_ENVIRONMENT_SIGNATURE PYO3_CONFIG_FILE
exec "$cargo" build --workspace --lib --examples --locked --message-format json-render-diagnostics
END
    chmod +x "$folder/bin/cargo"
    PATH="$folder/bin:$PATH" "$quick/bin/maturin" build --quiet --profile dev --locked --out "$folder/dist"
}

# What a user has, before anything else is installed.
smoke() {
    (cd "$folder" && "$1/bin/python" -c 'import sys, nonlin; assert nonlin.relu([-1.0, 2.0]).tolist() == [0, 2]; assert "torch" not in sys.modules')
}

if [ "$mode" != full ]; then
    is_recent || skip "'$python' is not Python 3.10 or later"
    if [ "$mode" = fetch ]; then
        fetch
        exit
    fi
    [ -e "$quick/state" ] || fetch
    workspace_wheel
    "$python" -m venv --clear "$folder/clean"
    install "$folder/clean" 300 "$folder"/dist/nonlin-*.whl || skip "the wheel needs NumPy"
    smoke "$folder/clean"
    "$quick/bin/pip" install --quiet --force-reinstall --no-deps "$folder"/dist/nonlin-*.whl
    # Its command line is that of the workspace, with `compare`.
    NONLIN_WORKSPACE=1 run_tests "$PWD/$quick/bin/python"
    exit
fi

command -v cargo >/dev/null || fail "cargo is missing; https://rustup.rs installs it"
is_recent || fail "Python 3.10 or later is needed; '$python' is not. Name one: PYTHON=... python/test.sh"

if [ ! -x .venv-build/bin/maturin ]; then
    "$python" -m venv --clear .venv-build || fail "'$python -m venv' failed; is the venv module installed?"
    install .venv-build 300 'maturin>=1.9,<2' 'ruff>=0.9' 'mypy>=1.15' || fail "maturin, ruff and mypy are needed"
fi
cargo fmt --check -p nonlin-python
cargo clippy --locked -p nonlin-python -- -D warnings
.venv-build/bin/ruff check .
.venv-build/bin/ruff format --check .

rm -rf dist
.venv-build/bin/maturin build --release --locked --out dist
"$python" -m venv --clear .venv
install .venv 300 dist/nonlin-*.whl || fail "the wheel needs NumPy"
smoke "$PWD/.venv"
install .venv 300 pytest mpmath || fail "the tests need pytest and mpmath"
install .venv 120 ml_dtypes || true
if [ "$frameworks" = 1 ]; then
    # pip takes PIP_EXTRA_INDEX_URL from the environment: with PyTorch's own index of CPU
    # wheels there, the download is some GiB smaller.
    install .venv 1800 torch torchvision || true
    install .venv 300 'jax[cpu]' || true
    install .venv 300 timm || true
    install .venv 300 transformers || true
    install .venv 300 onnx onnxscript onnxruntime || true
    .venv-build/bin/mypy --python-executable .venv/bin/python
fi
run_tests "$PWD/.venv/bin/python"

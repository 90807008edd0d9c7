#!/usr/bin/env bash
# All checks and tests: format, lints, unit, integration and documentation tests, and those
# of the Python package, as a wheel in a virtual environment with PyTorch, JAX and ONNX.
# Installs what is missing where that is possible: a C compiler, make and m4, which
# the arbitrary-precision reference of the tests is built with. What cannot be installed for
# Python (some GiB, fetched while Rust compiles) is said to be SKIPPED.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
for tool in cc make m4; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "installing ${missing[*]}"
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    if command -v apt-get >/dev/null; then
        $sudo apt-get update -qq && $sudo apt-get install -y -qq build-essential m4
    elif command -v dnf >/dev/null; then
        $sudo dnf install -y gcc make m4
    elif command -v brew >/dev/null; then
        brew install m4 make
    else
        echo "please install: ${missing[*]}" >&2
        exit 1
    fi
fi

# Libraries that Python loads are not linked to Python. Set for all commands, which would
# build what it concerns anew otherwise.
export PYO3_BUILD_EXTENSION_MODULE=1

fetched=$(mktemp)
python/test.sh --fetch >"$fetched" 2>&1 &
fetching=$!
trap 'kill "$fetching" 2>/dev/null || true; rm -f "$fetched"' EXIT

timed() {
    local start=$SECONDS
    "$@"
    echo "$((SECONDS - start)) s: $*"
}
timed cargo fmt --all --check
timed cargo clippy --workspace --all-targets --locked -- -D warnings
timed cargo test --workspace --locked
timed wait "$fetching" || true
cat "$fetched"
timed python/test.sh --quick
RUSTDOCFLAGS="-D warnings" timed cargo doc --workspace --no-deps --locked

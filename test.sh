#!/usr/bin/env bash
# All checks and tests: format, lints, unit, integration and documentation tests, and those
# of the Python package with the libraries that Python has (python/test.sh tests the wheel).
# Installs what is missing where that is possible: a C compiler, make and m4, which
# the arbitrary-precision reference of the tests is built with.
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
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings
cargo test --workspace --locked
python/test.sh --quick
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

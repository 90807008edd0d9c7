#!/usr/bin/env bash
# Runs the tests of NumPy arrays and of tensors with an address sanitizer in the extension,
# which sees every access of a kernel outside an array or a tensor.
#
#     python/tools/sanitize.sh [FILES OF TESTS, BY THEIR WHOLE PATHS]
#
# Needs Linux, and a C compiler for its sanitizer library, which has to be there before Python
# is: the one of Rust is linked to programs only.
set -euo pipefail
cd "$(dirname "$0")/.."
./test.sh --fetch
quick=$PWD/.venv-quick
library=$(cc -print-file-name=libasan.so)
# The sanitizer looks for what throws when it starts, which JAX has to.
throwing=$(cc -print-file-name=libstdc++.so.6)
[ -e "$library" ] || {
    echo "error: cc has no libasan.so; it comes with gcc" >&2
    exit 1
}
host=$(rustc -vV | sed -n 's/^host: //p')
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# As a nightly toolchain would: sanitizers are not stable.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address PYO3_BUILD_EXTENSION_MODULE=1 \
    cargo build --lib -p nonlin-python --locked --target "$host"
target=$(cargo metadata --format-version 1 --no-deps | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
cp -r nonlin "$folder/nonlin"
cp "$target/$host/debug/lib_nonlin.so" "$folder/nonlin/_nonlin.abi3.so"

if [ $# = 0 ]; then
    for name in numpy tail torch_tensors torch_gradients; do
        set -- "$@" "$PWD/tests/test_$name.py"
    done
fi
# Python and the libraries beside it leave memory to the system when they end. Not from this
# folder, where the package would be found without its extension.
export LD_PRELOAD="$library $throwing" ASAN_OPTIONS=detect_leaks=0 PYTHONPATH=$folder
cd "$folder"
"$quick/bin/python" -m pytest -q --capture=sys -p no:cacheprovider --rootdir "$folder" "$@"

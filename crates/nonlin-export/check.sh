#!/usr/bin/env bash
# Runs what `nonlin export` prints for every function wherever its runtime installs, compares it
# with the library, and writes docs/exports.md. Takes an hour of processor time at most, most of it
# in interpreters.
#
#   crates/nonlin-export/check.sh [TARGET...]    only these; the page then has what ran
#
# PYTHON names an interpreter that has what is needed already (see below); otherwise an
# environment is made in target/. WGSL needs a Vulkan device: mesa-vulkan-drivers has one in
# software.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=${CARGO_TARGET_DIR:-target}/exports
mkdir -p "$folder"
if [ -z "${PYTHON:-}" ]; then
    environment=$folder/environment
    [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
    PYTHON=$environment/bin/python
    "$PYTHON" -m pip install -q numpy torch triton jax onnx onnxruntime wgpu nvidia-cuda-nvrtc
fi

cargo run -q --release -p nonlin-export --example exports -- write "$folder"

targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(javascript torch torch64 jax triton wgsl onnx onnx_native cuda)
failed=()
for target in "${targets[@]}"; do
    rm -f "$folder/out/$target"
    if [ "$target" = javascript ]; then
        node crates/nonlin-export/check/run.mjs "$folder" || failed+=("$target")
    else
        TRITON_INTERPRET=${TRITON_INTERPRET-1} "$PYTHON" crates/nonlin-export/check/run.py "$target" "$folder" ||
            failed+=("$target")
    fi
done

cargo run -q --release -p nonlin-export --example exports -- judge "$folder" docs/exports.md
if [ ${#failed[@]} -gt 0 ]; then
    echo "FAILED OR SKIPPED: ${failed[*]}" >&2
    exit 1
fi

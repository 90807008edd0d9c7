#!/usr/bin/env bash
# The checks of the GPU kernels, on machines without a GPU: format, lints, the tests on
# Mesa's software Vulkan, the CUDA C++ of the whole catalogue through NVIDIA's compiler,
# and Burn models. Installs what is missing where that is possible.
#
#   ./test.sh          everything
#   ./test.sh kernels  without Burn, which takes the longest to compile
#
# Half an hour on two processors, most of it compiling.
#
# On a machine with a GPU, NONLIN_GPU=1 runs the tests on that instead.
set -euo pipefail
cd "$(dirname "$0")"

if [ -z "${NONLIN_GPU:-}" ]; then
    icd=$(ls /usr/share/vulkan/icd.d/lvp_icd*.json 2>/dev/null | head -n 1 || true)
    if [ -z "$icd" ]; then
        if ! command -v apt-get >/dev/null; then
            echo "please install Mesa's software Vulkan driver (lavapipe)" >&2
            exit 1
        fi
        sudo=$([ "$(id -u)" = 0 ] || echo sudo)
        $sudo apt-get update -qq && $sudo apt-get install -y -qq mesa-vulkan-drivers libvulkan1
        icd=$(ls /usr/share/vulkan/icd.d/lvp_icd*.json | head -n 1)
    fi
    export VK_DRIVER_FILES=$icd VK_ICD_FILENAMES=$icd
fi

# Packages of the workspace alone: what they depend on is checked where it lives.
cargo fmt --all --check
cargo clippy --locked -p nonlin-gpu --all-targets --features cuda-source -- -D warnings

check() {
    cargo test --locked -q -p nonlin-gpu --features cuda-source "$@" -- --test-threads=1
}
check --no-run
check --doc
check --lib --test math --test shapes

# The whole catalogue, in as many processes as there are processors: a process compiles one
# kernel after the other.
sources=$PWD/target/cuda
rm -rf "$sources" && mkdir -p "$sources"
export NONLIN_CUDA_SOURCES=$sources
processes=()
count=$(nproc)
for part in $(seq "$count"); do
    NONLIN_GPU_PART=$part/$count check --test catalogue --test halves --test cuda &
    processes+=($!)
done
for process in "${processes[@]}"; do
    wait "$process"
done

environment=target/nvrtc
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/python" -m pip install -q nvidia-cuda-nvrtc nvidia-cuda-runtime
"$environment/bin/python" tools/nvrtc.py "$sources" compute_80 compute_90

# The benchmark runs; what it says of a software device is no measurement.
cargo run --locked -q -p nonlin-gpu --example bandwidth -- --elements 65536 --functions 'gelu,swish,safe_pau'

if [ "${1:-all}" != kernels ]; then
    cargo clippy --locked -p nonlin-gpu-burn --all-targets -- -D warnings
    cargo test --locked -p nonlin-gpu-burn -- --test-threads=1
fi

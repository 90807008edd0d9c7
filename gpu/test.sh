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

# All packages in each command: chosen one by one they would have dependencies with other features,
# which would be compiled twice. What the workspace depends on is checked where it lives.
packages=(-p nonlin-gpu --features nonlin-gpu/cuda-source)
if [ "${1:-all}" != kernels ]; then
    packages+=(-p nonlin-gpu-burn)
fi
target=${CARGO_TARGET_DIR:-$PWD/target}

cargo fmt --all --check
cargo clippy --locked "${packages[@]}" --all-targets -- -D warnings

check() {
    cargo test --locked -q "${packages[@]}" "$@" -- --test-threads=1
}
check --no-run
check --doc
check --lib --test math --test shapes

# The whole catalogue, in as many processes as there are processors: a process compiles one
# kernel after the other.
sources=$target/cuda
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

environment=$target/nvrtc
if [ ! -x "$environment/bin/python" ]; then
    python3 -m venv "$environment"
fi
"$environment/bin/python" -m pip install -q nvidia-cuda-nvrtc nvidia-cuda-runtime
"$environment/bin/python" tools/nvrtc.py "$sources" compute_80 compute_90

# The benchmark runs; what it says of a software device is no measurement.
"$target/debug/examples/bandwidth" --elements 65536 --functions 'gelu,swish,safe_pau'

if [ "${1:-all}" != kernels ]; then
    check --test models
fi

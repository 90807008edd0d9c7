#!/usr/bin/env bash
# Measures nonlin against its peers and writes docs/peers.md; see README.md.
#
#     benchmarks/peers/run.sh [--size N] [--rounds N] [--threads N] [--dtype f32,f16,bf16,f64]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
venv=$here/.venv
export PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "run.sh: $python is not Python 3.11 or later; name one with PYTHON=..." >&2
    exit 2
}
# Before anything takes time.
"$python" -m peers.arguments "$@"
case " $* " in *" --help "* | *" -h "*) exit ;; esac

# Anew when a version changes. A peer that cannot be installed is absent from the
# page; the driver itself needs numpy.
wanted=$(cat "$here/requirements.txt")
if [[ $(cat "$venv/installed.txt" 2>/dev/null) != "$wanted" ]]; then
    [[ -x $venv/bin/python ]] || "$python" -m venv "$venv"
    complete=yes
    while read -r requirement; do
        [[ -z $requirement || $requirement == \#* ]] && continue
        echo "installing $requirement" >&2
        # pip takes PIP_EXTRA_INDEX_URL from the environment: with PyTorch's own index
        # of CPU wheels there, the download is some GiB smaller.
        "$venv/bin/python" -m pip install --quiet --retries 1 "$requirement" ||
            { complete=no; [[ $requirement != numpy* ]] || exit 1; }
    done < "$here/requirements.txt"
    [[ $complete == no ]] || echo "$wanted" > "$venv/installed.txt"
fi

target=${CARGO_TARGET_DIR:-$here/target}
CARGO_TARGET_DIR=$target cargo build --release --manifest-path "$here/Cargo.toml"
exec "$venv/bin/python" -m peers --rust-worker "$target/release/nonlin-peers" "$@"

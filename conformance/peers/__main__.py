"""`python -m peers WORK` runs everything that is installed."""

import importlib
import sys
import traceback
from pathlib import Path

from peers.exchange import write_index

# The module of each implementation, with its place and heading on the page.
MODULES = {
    "torch_builtin": (10, "PyTorch built-ins"),
    "torch_papers": (20, "PyTorch one-liners"),
    "jax_nn": (30, "JAX"),
    "torch_activation_zoo": (40, "torch_activation"),
}


def main() -> int:
    """Runs every implementation; one that cannot be loaded costs only itself."""
    if len(sys.argv) != 2:
        print("usage: python -m peers WORK", file=sys.stderr)
        return 2
    work = Path(sys.argv[1])
    for name, (order, title) in MODULES.items():
        try:
            importlib.import_module(f"peers.{name}").implementation(order, title).run(work)
        # Whatever happens on loading is a result of this suite.
        except Exception as error:  # noqa: BLE001
            traceback.print_exc()
            print(f"{title} could not be run; the page will say so", file=sys.stderr)
            reason = f"not run: {type(error).__name__}: {error}".splitlines()[0]
            write_index(work, name, order=order, title=title, how=reason, versions={}, cases=[])
    return 0


if __name__ == "__main__":
    sys.exit(main())

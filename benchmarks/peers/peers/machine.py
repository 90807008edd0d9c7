"""What the numbers were measured on, and with."""

import os
import platform
import subprocess
import tomllib
from pathlib import Path

from .arguments import HERE, cores

RUST_PEERS = ("burn", "burn-flex", "candle-core", "candle-nn")


def _first_line(path: str) -> str:
    try:
        return Path(path).read_text().splitlines()[0].strip()
    except (OSError, IndexError):
        return ""


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def processor() -> str:
    """The processor's name."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return " ".join(line.split(":", 1)[1].split())
    except OSError:
        pass
    return platform.processor() or platform.machine()


def revision() -> str:
    """The version and commit of nonlin."""
    version = _locked().get("nonlin", "")
    commit = _output("git", "rev-parse", "--short", "HEAD")
    library = str(HERE.parent.parent / "crates" / "nonlin")
    changed = (
        ", with changes"
        if _output("git", "--no-optional-locks", "status", "--porcelain", library)
        else ""
    )
    return f"nonlin {version} ({commit}{changed})" if commit else f"nonlin {version}"


def _locked() -> dict[str, str]:
    lock = tomllib.loads((HERE / "Cargo.lock").read_text())
    return {package["name"]: package["version"] for package in lock["package"]}


def describe(workers: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Properties of machine and software, as name and value."""
    locked = _locked()
    huge_pages = _first_line("/sys/kernel/mm/transparent_hugepage/enabled")
    chosen = huge_pages.partition("[")[2].partition("]")[0] or "unknown"
    versions = [revision()]
    versions += [f"{name} {locked[name]}" for name in RUST_PEERS if name in locked]
    versions += [workers[name]["version"] for name in ("torch", "jax") if name in workers]
    levels = [
        f"{title} {workers[name]['level']}"
        for name, title in (("rust", "nonlin"), ("torch", "PyTorch"))
        if name in workers
    ]
    flags = os.environ.get("RUSTFLAGS", "")
    rust = _output("rustc", "--version") + (f", RUSTFLAGS {flags}" if flags else "")
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    return [
        ("processor", f"{processor()}, {len(cores())} cores"),
        ("system", f"{platform.system()} {platform.release()}, huge pages {chosen}"),
        ("SIMD level in use", ", ".join(levels)),
        ("versions", ", ".join(versions)),
        ("compilers", f"{rust}; Python {platform.python_version()}"),
        ("load at the start", load),
    ]

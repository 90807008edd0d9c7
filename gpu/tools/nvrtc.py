"""Compiles CUDA C++ files for several architectures with NVIDIA's run-time compiler.

    python nvrtc.py FOLDER compute_80 compute_90

Needs the packages nvidia-cuda-nvrtc and nvidia-cuda-runtime (for the headers of half
precision), and no card.
"""

import ctypes
import itertools
import multiprocessing
import pathlib
import site
import sys

PACKAGES = [pathlib.Path(path) for path in site.getsitepackages()]


def found(pattern):
    for package in PACKAGES:
        for path in sorted(package.glob(pattern)):
            return path
    raise SystemExit(f"no {pattern} in {PACKAGES}: install nvidia-cuda-nvrtc and nvidia-cuda-runtime")


LIBRARY = ctypes.CDLL(str(found("nvidia/**/libnvrtc.so.1*")))
HEADERS = found("nvidia/**/cuda_fp16.h").parent


def compiled(path, architecture):
    """What the compiler complains of; nothing if the file compiles."""
    program = ctypes.c_void_p()
    source = path.read_bytes()
    LIBRARY.nvrtcCreateProgram(
        ctypes.byref(program), source, path.name.encode(), 0, None, None
    )
    options = [f"--gpu-architecture={architecture}".encode(), f"-I{HEADERS}".encode()]
    result = LIBRARY.nvrtcCompileProgram(
        program, len(options), (ctypes.c_char_p * len(options))(*options)
    )
    log = b""
    if result != 0:
        size = ctypes.c_size_t()
        LIBRARY.nvrtcGetProgramLogSize(program, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        LIBRARY.nvrtcGetProgramLog(program, buffer)
        log = buffer.value or b"failed without a word"
    LIBRARY.nvrtcDestroyProgram(ctypes.byref(program))
    return log.decode()


def complaints(job):
    path, architecture = job
    return path.name, architecture, compiled(path, architecture)


def main():
    folder, *architectures = sys.argv[1:]
    files = sorted(pathlib.Path(folder).glob("*.cu"))
    if not files or not architectures:
        raise SystemExit("usage: nvrtc.py FOLDER ARCHITECTURE...; the folder has .cu files")
    failures = 0
    # Processes, since the compiler has one lock.
    with multiprocessing.Pool() as pool:
        jobs = itertools.product(files, architectures)
        done = pool.imap_unordered(complaints, jobs, chunksize=8)
        for count, (name, architecture, complaint) in enumerate(done, 1):
            if count % 100 == 0:
                print(f"{count} of {len(files) * len(architectures)}", file=sys.stderr, flush=True)
            if complaint:
                failures += 1
                print(f"{name}, {architecture}:\n{complaint}", flush=True)
    print(f"{len(files)} kernels for {', '.join(architectures)}: {failures} failures")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()

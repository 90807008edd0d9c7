"""Worker processes: one per language or library, all idle but one."""

import contextlib
import json
import os
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

from .arguments import HERE, cores

# A call that takes longer than this is taken for one that hangs.
PATIENCE = 600.0


class WorkerDiedError(Exception):
    """The process ended, or did not answer in time."""


def environment(threads: int) -> dict[str, str]:
    """The same number of threads for everybody, and none that waits by spinning."""
    number = str(threads)
    return os.environ | {
        "RAYON_NUM_THREADS": number,
        "OMP_NUM_THREADS": number,
        "MKL_NUM_THREADS": number,
        "OMP_WAIT_POLICY": "PASSIVE",
        "GOMP_SPINCOUNT": "0",
        "KMP_BLOCKTIME": "0",
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


class WorkerProcess:
    """A worker that is started when it is first asked, and again after it died."""

    def __init__(self, name: str, rust_worker: Path, threads: int, log: Path) -> None:
        python = [sys.executable, "-m", f"peers.{name}_worker"]
        self.command = [str(rust_worker)] if name == "rust" else python
        self.name = name
        self.threads = threads
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.unread = b""
        # Sent again to a process that takes the place of one that died.
        self.inputs: dict[str, Any] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the process, on as many cores as it may have threads."""
        # XLA counts cores; the first core has most of the machine's other work.
        mine = set(cores()[-self.threads :])

        def bind() -> None:
            if hasattr(os, "sched_setaffinity"):
                os.sched_setaffinity(0, mine)

        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=HERE,
                env=environment(self.threads),
                preexec_fn=bind,
            )
        self.process, self.unread = process, b""
        return process

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        if request["do"] == "inputs":
            self.inputs = request
        elif self.process is None and self.inputs is not None:
            self.exchange(self.inputs)
        return self.exchange(request)

    def exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self.process or self.start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            return json.loads(self.line(process))
        except (OSError, EOFError, TimeoutError) as error:
            self.stop()
            reason = str(error) or f"ended with status {process.returncode}"
            raise WorkerDiedError(f"the {self.name} worker {reason}") from None

    def line(self, process: subprocess.Popen[bytes]) -> bytes:
        """The next line, if it comes in time."""
        assert process.stdout is not None
        while b"\n" not in self.unread:
            if not select.select([process.stdout], [], [], PATIENCE)[0]:
                raise TimeoutError(f"did not answer within {PATIENCE:.0f} s")
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                raise EOFError
            self.unread += piece
        line, self.unread = self.unread.split(b"\n", 1)
        return line

    def stop(self) -> None:
        """Ends the process, politely first."""
        process, self.process = self.process, None
        if process is None:
            return
        for stream in filter(None, (process.stdin, process.stdout)):
            with contextlib.suppress(OSError):
                stream.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

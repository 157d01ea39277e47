"""Builders: programs that are real processes, and folders that the servers' account can reach."""

import os
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from assay.launch.places import Places, make
from assay.launch.program import Program

TICKING = """
    import pathlib, signal, sys, time
    def end(*_):
        with open("order", "a") as order:
            order.write(sys.argv[1] + "\\n")
        sys.exit(0)
    signal.signal(signal.SIGTERM, end)
    pathlib.Path(sys.argv[1] + ".ready").touch()
    while True:
        time.sleep(0.05)
"""


def program(folder: Path, name: str = "ticker", *, code: str = TICKING, patience: float = 5.0) -> Program:
    """A Python child; it is ready when it has written `<name>.ready`."""
    sign = folder / f"{name}.ready"
    return Program(
        name=name,
        argv=(sys.executable, "-c", textwrap.dedent(code), name),
        folder=folder,
        log=folder / f"{name}.log",
        is_ready=sign.exists,
        env={"PATH": os.environ["PATH"]},
        patience=patience,
        tidy=lambda: sign.unlink(missing_ok=True),
    )


def places(folder: Path) -> Places:
    made = Places(folder / "var")
    make(made)
    return made


def until(holds: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait for something that another process does; fails after `seconds`."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.02)

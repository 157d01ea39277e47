"""Break every promise once and see its evidence turn red: `make breaks` (ARGS="WORD…" chooses by id or item).

Each break of the register is planted in a copy of the tree; the evidence it names has to be green without it and red
with it, by a failed assertion or the refusal that was expected. Prints a line for each and ends with the count.
"""

import shutil
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from assay.kernel import clock
from assay.launch.servers import scratch_folder
from assay.modules.readiness.conf import Place
from assay.modules.readiness.providers import breaks as record
from assay.modules.readiness.providers.breaks import Seen
from tests.breaks import register, seeing
from tests.breaks.copies import Copy, copied
from tests.breaks.register import Break
from tests.breaks.seeing import Sight

ROOT: Final = Path(__file__).resolve().parents[2]
SIDE_BY_SIDE: Final = 2


def main(words: list[str]) -> int:
    every = register.load()
    wrong = register.faults(every, root=ROOT)
    if wrong:
        sys.stdout.write("The register is stale:\n" + "".join(f"  {fault}\n" for fault in wrong))
        return 2
    chosen = [one for one in every if not words or any(_is_meant(one, word) for word in words)]
    with ExitStack() as stopping:
        idle: SimpleQueue[Copy] = SimpleQueue()
        for _ in range(SIDE_BY_SIDE):
            folder = scratch_folder("assay-breaks")
            stopping.callback(shutil.rmtree, folder, ignore_errors=True)
            idle.put(copied(ROOT, folder))
        sound = _sound(chosen, idle)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            outcomes = list(pool.map(lambda one: _seen(one, idle, sound), chosen))
    record.save(Place(root=ROOT, now=clock.now()).breaks, outcomes, register=[one.id for one in every])
    failed = sum(not outcome.passed for outcome in outcomes)
    sys.stdout.write(f"\n{len(outcomes) - failed} passed, {failed} failed\n")
    return 1 if failed or not outcomes else 0


def _is_meant(one: Break, word: str) -> bool:
    return word in one.items or word in one.id


def _sound(chosen: Iterable[Break], idle: "SimpleQueue[Copy]") -> dict[str, Sight]:
    """Look at all the evidence once while nothing is broken; the files are dealt out to the copies."""
    names = sorted({name for one in chosen for name in one.red})
    files = sorted({name.partition("::")[0] for name in names})
    dealt = [[name for name in names if files.index(name.partition("::")[0]) % SIDE_BY_SIDE == number]
             for number in range(SIDE_BY_SIDE)]  # fmt: skip

    def looked(some: list[str]) -> dict[str, Sight]:
        copy = idle.get()
        try:
            return seeing.look(copy, some)
        finally:
            idle.put(copy)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = [sights for some in pool.map(looked, dealt) for sights in some.items()]
    return dict(found)


def _seen(one: Break, idle: "SimpleQueue[Copy]", sound: dict[str, Sight]) -> Seen:
    unsound = [f"{name} is not green without it: {sound[name].said}" for name in one.red if not sound[name].is_green]
    began = time.monotonic()
    faults = unsound or _planted(one, idle)
    mark = "red    " if not faults else "FAILED "
    lines = [f"{mark} {', '.join(one.items):<14} {one.id}  ({time.monotonic() - began:.1f} s)"]
    lines += [f"        {fault}" for fault in faults]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    return Seen(id=one.id, items=one.items, at=clock.now().isoformat(), passed=not faults, detail="; ".join(faults))


def _planted(one: Break, idle: "SimpleQueue[Copy]") -> list[str]:
    copy = idle.get()
    try:
        with copy.planted(one):
            return seeing.faults(one, seeing.look(copy, one.red, refusal=one.refusal))
    finally:
        idle.put(copy)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

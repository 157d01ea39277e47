"""What a process remembers for a short while: bounded, aging, and right between threads."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from assay.kernel import throttle
from assay.kernel.memory import Memory, forget_all

THREADS = 16


def test_the_least_used_goes_first() -> None:
    held = Memory[str, int](size=2, seconds=60)
    held.keep("one", 1)
    held.keep("two", 2)
    held.find("one")

    held.keep("three", 3)

    assert (1, None, 3) == (held.find("one"), held.find("two"), held.find("three"))


def test_what_is_too_old_is_forgotten() -> None:
    held = Memory[str, int](size=2, seconds=0.02)
    held.keep("one", 1)
    assert not held.is_first("one", 2)

    time.sleep(0.03)

    assert held.find("one") is None
    assert held.is_first("one", 2)


def test_of_many_at_once_one_is_first() -> None:
    held, together = Memory[str, None](size=8, seconds=60), Barrier(THREADS)

    def ask() -> bool:
        together.wait()
        return held.is_first("one", None)

    with ThreadPoolExecutor(THREADS) as pool:
        found = [task.result() for task in [pool.submit(ask) for _ in range(THREADS)]]

    assert 1 == sum(found)


def test_a_sample_is_taken_once_a_minute_and_forgotten_with_everything_else() -> None:
    assert [True, False] == [throttle.occasionally("a test of samples") for _ in range(2)]

    forget_all()

    assert throttle.occasionally("a test of samples")

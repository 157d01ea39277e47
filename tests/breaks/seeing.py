"""Run evidence inside a copy, and say of each whether it is green, red as it should be, or broken in another way."""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.breaks.copies import Copy
from tests.breaks.register import Break

PATIENCE: Final = 600  # seconds for one run
SAYING: Final = frozenset({"AssertionError", "Failed"})  # a failed assertion; what should have been refused and was not
INHERITED: Final = ("PATH", "HOME", "TMPDIR", "LANG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one piece of evidence ended."""

    is_green: bool = False
    is_red: bool = False
    said: str = ""


def look(copy: Copy, names: Iterable[str], *, refusal: str = "") -> dict[str, Sight]:
    """Look at each of these tests and assertions."""
    names = tuple(names)
    tests, assertions = [name for name in names if "::" in name], [name for name in names if "::" not in name]
    found = _assertions(copy, assertions, refusal=refusal) if assertions else {}
    return found | (_tests(copy, tests, refusal=refusal) if tests else {})


def faults(one: Break, sights: Mapping[str, Sight]) -> list[str]:
    """What stayed green by this break, or ended in a way that says nothing."""
    return [
        f"{name} {'stayed green' if sights[name].is_green else 'ended otherwise: ' + sights[name].said}"
        for name in one.red
        if not sights[name].is_red
    ]


def _run(copy: Copy, *words: str, seen: str) -> "subprocess.CompletedProcess[str] | str":
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    try:
        return subprocess.run(
            [copy.python, *words],
            cwd=copy.folder,
            env={**environment, "BREAKS_SEEN": seen},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return f"did not end within {PATIENCE} seconds"


def _assertions(copy: Copy, names: list[str], *, refusal: str) -> dict[str, Sight]:
    done = _run(copy, "-m", "tests.breaks.asserting", *names, seen="")
    if isinstance(done, str) or done.returncode != 0:
        said = done if isinstance(done, str) else done.stderr[-600:]
        is_red = bool(refusal) and refusal in said.rpartition("\n  ")[2]
        return dict.fromkeys(names, Sight(is_red=is_red, said=said))
    told: dict[str, str] = json.loads(done.stdout)
    return {name: Sight(is_green=not told[name], is_red=bool(told[name]), said=told[name]) for name in names}


def _tests(copy: Copy, names: list[str], *, refusal: str) -> dict[str, Sight]:
    file = copy.folder / "var" / "seen.json"
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    words = ("-m", "pytest", "-q", "--no-header", "-p", "no:randomly", "-p", "tests.breaks.watching", *names)
    done = _run(copy, *words, seen=str(file))
    if isinstance(done, str) or not file.exists():
        said = done if isinstance(done, str) else (done.stdout + done.stderr)[-600:]
        return dict.fromkeys(names, Sight(said=said))
    told = json.loads(file.read_text(encoding="utf-8"))
    return {name: _sight(name, told["seen"], told["unread"], refusal=refusal) for name in names}


def _sight(name: str, seen: Mapping[str, list[dict[str, Any]]], unread: list[str], *, refusal: str) -> Sight:
    """Of a test in all its variants: one that is red is enough, none may have ended in another way."""
    ends = [end for test, all_ends in seen.items() if test == name or test.startswith(f"{name}[") for end in all_ends]
    if unread or not ends:
        return Sight(said="; ".join(unread) or "it did not run")
    bad = [end for end in ends if end["outcome"] == "failed"]
    odd = [end for end in bad if not _is_telling(end, refusal)]
    if odd:
        return Sight(said=f"{odd[0]['when']}: {odd[0]['said']}")
    is_green = not bad and all(end["outcome"] == "passed" for end in ends)
    return Sight(is_green=is_green, is_red=bool(bad), said=bad[0]["said"] if bad else "it was skipped")


def _is_telling(end: Mapping[str, Any], refusal: str) -> bool:
    errors = set(end["errors"])
    return refusal in errors or (end["when"] == "call" and bool(errors & SAYING))

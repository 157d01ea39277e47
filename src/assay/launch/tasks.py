"""Short runs of our own commands during a start: migrate, seed; done again only when their source changed."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from assay.launch import console, places, stack
from assay.launch.places import Places
from assay.launch.program import tail
from assay.launch.trouble import Trouble, no_space, says_full
from assay.launch.waiting import Signals

_SOURCE = Path(__file__).resolve().parents[1]
_SOWN = (
    "**/migrations/*.py",
    "config/seed.py",
    "modules/*/seed.py",
    "modules/*/seeds/**/*",
    "kernel/tenancy.py",
    "kernel/grants.py",
)


def fingerprint() -> str:
    """Changes when a migration or the demo data may have changed."""
    seen = hashlib.sha256()
    for file in sorted({file for pattern in _SOWN for file in _SOURCE.glob(pattern) if file.is_file()}):
        seen.update(str(file.relative_to(_SOURCE)).encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def bring_up_to_date(place: Places, env: Mapping[str, str], signals: Signals, *, stamp: Path | None) -> None:
    """Migrate as the owner, and seed; `stamp` lies with the embedded cluster and goes with it. Outside: always."""
    now, note = fingerprint(), places.demo_note(place)
    if stamp and stamp.exists() and note.exists() and stamp.read_text(encoding="ascii") == now:
        return
    run(place, "migrate", "Tables up to date", env, signals)
    demo = {"ASSAY_DEMO_PASSWORD": places.demo_password(place), "ASSAY_DEMO_FILE": str(note)}
    run(place, "seed", "Demo data", {**env, **demo, stack.OWNER: ""}, signals)
    if stamp:
        places.write(stamp, now)


def build_assets(place: Places, signals: Signals) -> None:
    """Style sheet and scripts after a change of theirs; what is wrong with them is said, and nothing stops."""
    words = (sys.executable, str(places.CHECKOUT / "scripts" / "bootstrap.py"))
    try:
        _run(place, words, name="assets", env=os.environ, signals=signals)
    except Trouble as trouble:
        console.problem(str(trouble))


def run(place: Places, command: str, what: str, env: Mapping[str, str], signals: Signals) -> None:
    """Run `assay COMMAND` to its end; a wish to stop ends it first. Raises Trouble with the end of its log."""
    began = time.monotonic()
    _run(place, stack.assay(command), name=command, env=env, signals=signals)
    console.step(what, time.monotonic() - began)


def _run(place: Places, words: tuple[str, ...], *, name: str, env: Mapping[str, str], signals: Signals) -> None:
    log = place.log(name)
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own command, no shell
            words, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        while process.poll() is None:
            signals.pause(0.05)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        said = tail(log)
        last = "\n".join(said.splitlines()[-8:])
        raise no_space(place.var) if says_full(said) else Trouble(f"{name} failed. The end of {log}:\n{last}")

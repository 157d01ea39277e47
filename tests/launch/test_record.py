"""One supervisor per folder, and what the next one does about a killed one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assay.launch import leftovers, record
from assay.launch.record import AlreadyRuns, Part, Record, State
from assay.launch.trouble import Trouble
from tests.launch.make import places, program, until

HOLD = """
import pathlib, sys, time
from assay.launch.places import Places
from assay.launch.record import held
with held(Places(pathlib.Path(sys.argv[1]))):
    pathlib.Path(sys.argv[1], "holding").touch()
    time.sleep(60)
"""


def test_a_second_supervisor_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    place = places(tmp_path)
    with record.held(place), pytest.raises(AlreadyRuns, match=rf"process {os.getpid()}\)\. `assay down` stops it"):
        record.held(place).__enter__()
    assert not record.is_held(place)


def test_the_lock_of_a_killed_supervisor_stops_nobody(tmp_path: Path) -> None:
    place = places(tmp_path)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(place.var)]) as other:
        until((place.var / "holding").exists)
        assert record.is_held(place)
        other.kill()
    assert record.holder(place) == other.pid
    with record.held(place):
        assert record.holder(place) == os.getpid()


def test_a_lock_that_cannot_be_opened_says_what_to_do(tmp_path: Path) -> None:
    place = places(tmp_path)
    (place.run / "lock").mkdir()
    with pytest.raises(Trouble, match=r"lock cannot be used .* Remove it and start again"):
        record.held(place).__enter__()


def test_what_a_killed_supervisor_left_running_is_ended(tmp_path: Path) -> None:
    place = places(tmp_path)
    left = program(tmp_path).argv
    with subprocess.Popen(left, cwd=tmp_path, start_new_session=True) as child:
        until((tmp_path / "ticker.ready").exists)
        part = Part("Web", State.READY, child.pid, leftovers.born(child.pid))
        record.save(place, Record(ready=True, parts=(part,)))
        ended = record.end_leftovers(place)
    assert ended == ["Web"]
    assert (tmp_path / "order").read_text().split() == ["ticker"]


def test_a_process_that_only_has_the_number_of_an_old_one_is_left_alone(tmp_path: Path) -> None:
    place = places(tmp_path)
    part = Part("Web", State.READY, os.getpid(), "1")
    record.save(place, Record(ready=True, parts=(part,)))
    assert record.end_leftovers(place) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"parts": [{"name": "Web"}]}', '{"parts": 3}', '{"colour": "red"}'])
def test_a_damaged_record_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    place = places(tmp_path)
    (place.run / "stack.json").write_text(text)
    assert Record() == record.load(place)


def test_a_saved_record_is_read_back_and_private(tmp_path: Path) -> None:
    place = places(tmp_path)
    saved = Record(
        ready=True,
        address="http://localhost:8000",
        parts=(Part("Web", State.WAITING, None, "", 2),),
        environment={"A": "b"},
    )
    record.save(place, saved)
    assert saved == record.load(place)
    assert (place.run / "stack.json").stat().st_mode & 0o777 == 0o600


def test_down_ends_what_a_killed_supervisor_left(tmp_path: Path) -> None:
    place = places(tmp_path)
    with subprocess.Popen(program(tmp_path).argv, cwd=tmp_path, start_new_session=True) as child:
        until((tmp_path / "ticker.ready").exists)
        record.save(place, Record(parts=(Part("Worker", State.READY, child.pid, leftovers.born(child.pid)),)))
        words = [sys.executable, "-m", "assay.cli", "down"]
        done = subprocess.run(
            words, env={**os.environ, "ASSAY_VAR": str(place.var)}, capture_output=True, text=True, check=True
        )
    assert "Ended what a killed start had left: Worker." in done.stdout
    assert child.returncode != -signal.SIGKILL

"""Real child processes: started again when they die, stopped in order, given up with a sentence."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from assay.launch.leftovers import is_alive
from assay.launch.program import start
from assay.launch.record import State
from assay.launch.supervisor import Backoff, Supervisor
from assay.launch.trouble import Trouble
from assay.launch.waiting import Signals, StopAsked
from tests.launch.make import program, until

QUICK = Backoff(first=0.02, longest=0.1, tries=3)


def look_until(supervisor: Supervisor, state: State, *, seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    while supervisor.children[0].state is not state:
        assert time.monotonic() < limit, f"never became {state}"
        supervisor.look()
        time.sleep(0.01)


def test_a_killed_program_is_started_again_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor(Signals(), backoff=QUICK)
    supervisor.start(program(tmp_path))
    first = supervisor.children[0].running.pid
    os.kill(first, signal.SIGKILL)
    look_until(supervisor, State.WAITING)
    look_until(supervisor, State.READY)
    second = supervisor.children[0].running.pid
    supervisor.stop()
    said = capsys.readouterr()
    assert second != first
    assert "ticker was killed by signal 9; starting it again" in said.err
    assert "ticker is back." in said.out
    assert not is_alive(second)


def test_the_pause_before_a_restart_doubles_up_to_its_limit() -> None:
    backoff = Backoff(first=0.25, longest=30.0)
    assert [0.25, 0.5, 1.0, 2.0] == [backoff.wait(deaths) for deaths in (1, 2, 3, 4)]
    assert backoff.wait(20) == 30.0


def test_a_program_that_keeps_dying_is_given_up_with_the_end_of_its_log(tmp_path: Path) -> None:
    code = """
        import pathlib, sys
        if pathlib.Path("lived").exists():
            sys.exit("the table of contents is missing")
        pathlib.Path("lived").touch()
        pathlib.Path(sys.argv[1] + ".ready").touch()
        sys.stdin.read()
        while True: pass
    """
    supervisor = Supervisor(Signals(), backoff=QUICK)
    supervisor.start(program(tmp_path, code=code))
    os.kill(supervisor.children[0].running.pid, signal.SIGKILL)
    with pytest.raises(Trouble, match=r"ended 4 times in a row(?s:.*)the table of contents is missing"):
        look_until(supervisor, State.STOPPED)


def test_a_full_disk_in_a_dying_programs_log_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = """
        import pathlib, sys, time
        pathlib.Path(sys.argv[1] + ".ready").touch()
        while not pathlib.Path("fill").exists():
            time.sleep(0.01)
        with open("/dev/full", "w") as full:  # a real device that answers every write with a full disk
            full.write("x")
    """
    supervisor = Supervisor(Signals(), backoff=QUICK)
    supervisor.start(program(tmp_path, code=code))
    (tmp_path / "fill").touch()
    look_until(supervisor, State.WAITING)
    supervisor.stop()
    assert f"The disk that holds {tmp_path} is full" in capsys.readouterr().err


def test_programs_are_stopped_last_started_first(tmp_path: Path) -> None:
    supervisor = Supervisor(Signals())
    supervisor.start(program(tmp_path, "database"))
    supervisor.start(program(tmp_path, "worker"))
    supervisor.start(program(tmp_path, "web"))
    supervisor.stop()
    assert (tmp_path / "order").read_text().split() == ["web", "worker", "database"]


def test_what_a_killed_program_started_itself_is_ended_before_its_restart(tmp_path: Path) -> None:
    code = """
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path("child").write_text(str(child.pid))
        pathlib.Path(sys.argv[1] + ".ready").touch()
        time.sleep(60)
    """
    supervisor = Supervisor(Signals(), backoff=QUICK)
    supervisor.start(program(tmp_path, code=code))
    orphan = int((tmp_path / "child").read_text())
    os.kill(supervisor.children[0].running.pid, signal.SIGKILL)
    look_until(supervisor, State.WAITING)
    until(lambda: not is_alive(orphan))
    supervisor.stop()


def test_a_program_that_ignores_the_wish_to_stop_is_killed_when_its_patience_ends(tmp_path: Path) -> None:
    code = """
        import pathlib, signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path(sys.argv[1] + ".ready").touch()
        while True:
            time.sleep(1)
    """
    running = start(program(tmp_path, code=code, patience=0.5))
    began = time.monotonic()
    running.stop()
    assert running.process.returncode == -signal.SIGKILL
    assert 0.4 < time.monotonic() - began < 3


def test_a_second_wish_to_stop_does_not_wait_for_patience(tmp_path: Path) -> None:
    code = """
        import pathlib, signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path(sys.argv[1] + ".ready").touch()
        while True:
            time.sleep(1)
    """
    running = start(program(tmp_path, code=code, patience=30))
    began = time.monotonic()
    running.stop(is_hasty=lambda: True)
    assert time.monotonic() - began < 3


def test_a_program_that_cannot_start_leaves_nothing_running_and_shows_why(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no such flag"):
        start(program(tmp_path, code="import sys; sys.exit('no such flag')"))


def test_a_program_that_never_gets_ready_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"did not get ready within 0 s.*ticker\.log"):
        start(program(tmp_path, code="import time; time.sleep(60)", patience=0.3))


def test_a_signal_ends_a_pause_and_only_there() -> None:
    signals = Signals()
    with signals.listening():
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
        began = time.monotonic()
        with pytest.raises(StopAsked):
            signals.pause(10)
        assert time.monotonic() - began < 5
        assert not signals.is_hasty()
        os.kill(os.getpid(), signal.SIGINT)
        assert signals.is_hasty()

"""The small files around a start: `.env`, secrets, logs, fingerprints of the source."""

import os
import shutil
from pathlib import Path

import pytest

from assay.launch import places as folders
from assay.launch.account import can_reach, serving_account
from assay.launch.reload import Sources
from assay.launch.servers import scratch_folder
from assay.launch.surroundings import dotenv
from assay.launch.trouble import Trouble
from tests.launch.make import places


def test_an_env_file_gives_names_and_values(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# of this machine\n\nA=1\nexport B = \nC='two words'\nD=\"x=y\"\n".replace("B = ", "B="))
    assert {"A": "1", "B": "", "C": "two words", "D": "x=y"} == dotenv(file)


def test_a_wrong_line_in_an_env_file_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nB: 2\n")
    with pytest.raises(Trouble, match=r"line 2 is not of the form NAME=value"):
        dotenv(tmp_path / ".env")


def test_no_env_file_gives_nothing(tmp_path: Path) -> None:
    assert dotenv(tmp_path / ".env") == {}


def test_secrets_are_made_once_are_private_and_differ_between_checkouts(tmp_path: Path) -> None:
    one, two = places(tmp_path / "one"), places(tmp_path / "two")
    key = folders.secret_key(one)
    assert key == folders.secret_key(one)
    assert key != folders.secret_key(two)
    assert len(key) >= 64
    assert (one.var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_a_crash_left_empty_is_made_again(tmp_path: Path) -> None:
    place = places(tmp_path)
    (place.var / "secret-key").touch()
    assert len(folders.secret_key(place)) >= 64


def test_servers_files_go_elsewhere_only_when_their_account_cannot_reach_the_checkout(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root hands its servers to somebody else")
    tmp_path.chmod(0o700)
    open_folder = scratch_folder("assay-open")
    closed, reachable = places(tmp_path), places(open_folder)
    said = folders.make_room_for_servers(closed)
    elsewhere = closed.servers
    silent = folders.make_room_for_servers(reachable)
    assert f"live in {elsewhere}" in said
    assert can_reach(elsewhere, serving_account())
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert (silent, reachable.servers) == ("", reachable.var)
    elsewhere.rmdir()
    shutil.rmtree(open_folder)


def test_the_last_three_logs_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for number in range(6):
        folders.rotate(log)
        log.write_text(str(number))
    assert {"web.log": "5", "web.log.1": "4", "web.log.2": "3", "web.log.3": "2"} == {
        file.name: file.read_text() for file in tmp_path.iterdir()
    }


def test_a_changed_source_is_noticed_once(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("")
    sources = Sources(tmp_path)
    before = sources.changed()
    (tmp_path / "page.html").write_text("new")
    (tmp_path / "picture.png").write_text("not a source")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "library.ts").write_text("not ours")
    assert before == ""
    assert sources.changed() == "page.html"
    assert sources.changed() == ""

"""Ports: what is free, who holds what is not, and that two starts never choose the same."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.launch import stack
from assay.launch.ports import Claims, free_port, holder, is_free
from assay.launch.trouble import Trouble
from tests.launch.make import places


@pytest.fixture
def taken() -> Iterator[int]:
    """A port with a listener of ours, whose neighbour is free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", next(port for port in iter(free_port, 0) if is_free(port + 1))))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_gives_way_to_the_next_free_one(taken: int) -> None:
    assert not is_free(taken)
    assert taken + 1 == free_port(taken)


def test_the_holder_of_a_port_is_named_with_its_process(taken: int) -> None:
    assert f"process {os.getpid()} (" in holder(taken)


def test_nobody_holds_a_free_port() -> None:
    assert holder(free_port()) == ""


def test_two_starts_at_the_same_moment_choose_different_ports() -> None:
    first, second = Claims(), Claims()
    wanted = free_port()
    chosen = first.claim(wanted), second.claim(wanted)
    first.release()
    again = second.claim(wanted)
    second.release()
    assert chosen[0] == wanted
    assert chosen[1] > wanted
    assert again == wanted


def test_a_port_that_somebody_asked_for_and_that_is_taken_is_trouble(tmp_path: Path, taken: int) -> None:
    with pytest.raises(Trouble, match=rf"Port {taken} is in use by process {os.getpid()} .*--port"):
        stack.choose_ports(places(tmp_path), Claims(), web=taken)


def test_a_second_start_keeps_the_ports_of_the_first(tmp_path: Path) -> None:
    place, claims = places(tmp_path), Claims()
    first = stack.choose_ports(place, claims, web=None)
    claims.release()
    second = stack.choose_ports(place, claims, web=None)
    claims.release()
    assert second == first


def test_a_damaged_memory_of_ports_is_made_again(tmp_path: Path) -> None:
    place, claims = places(tmp_path), Claims()
    (place.var / "ports.json").write_text('{"web": 80')
    chosen = stack.choose_ports(place, claims, web=None)
    claims.release()
    assert chosen.web >= stack.WEB_PORT

"""The second place: a folder, or a server over HTTP; each keeps a row of checkpoints that nobody can bend."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import override_settings

from assay.kernel.ids import new_id
from assay.modules.audit import api, models, providers
from assay.modules.audit.errors import WitnessAway, WitnessDisagrees
from assay.modules.audit.ports import Witness
from assay.modules.audit.providers.folder import Folder
from assay.modules.audit.providers.web import Web
from assay.sandbox.witness import server
from tests.audit.make import told


def checkpoint(number: int, *, root: str = "00") -> dict[str, Any]:
    return {"type": "checkpoint", "statement": {"number": number, "root": root}, "leaves": []}


@pytest.fixture(params=["folder", "web"])
def second_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Witness]:
    if request.param == "folder":
        yield Folder(tmp_path / "second")
        return
    running = server(tmp_path / "kept.jsonl")
    thread = Thread(target=running.serve_forever, args=(0.05,))
    thread.start()
    yield Web(f"http://127.0.0.1:{running.server_port}")
    running.shutdown()
    running.server_close()
    thread.join()


def test_it_keeps_them_in_order_and_the_same_one_twice_once(second_place: Witness) -> None:
    assert [] == list(second_place.held())
    for number in (1, 2, 2, 1, 3):
        second_place.keep(checkpoint(number))

    assert [checkpoint(1), checkpoint(2), checkpoint(3)] == list(second_place.held())


@pytest.mark.parametrize("other", [checkpoint(1, root="ff"), checkpoint(3), checkpoint(0)])
def test_it_takes_no_other_one_and_leaves_no_gap(second_place: Witness, other: dict[str, Any]) -> None:
    second_place.keep(checkpoint(1))

    with pytest.raises(WitnessDisagrees):
        second_place.keep(deepcopy(other))
    assert [checkpoint(1)] == list(second_place.held())


def test_more_than_a_page_comes_back_whole(second_place: Witness) -> None:
    for number in range(1, 131):
        second_place.keep(checkpoint(number))

    assert list(range(1, 131)) == [each["statement"]["number"] for each in second_place.held()]


@pytest.mark.django_db(transaction=True)
def test_a_witness_that_is_away_gets_what_it_missed_when_it_is_back(tmp_path: Path) -> None:
    running = server(tmp_path / "kept.jsonl")
    address = f"http://127.0.0.1:{running.server_port}"
    running.server_close()
    told(new_id(), by=new_id())
    with override_settings(AUDIT_WITNESS=address), pytest.raises(WitnessAway):
        api.take_checkpoint()
    told(new_id(), by=new_id())

    assert 2 == api.take_checkpoint()  # to the folder of this test
    assert [1, 2] == [each["statement"]["number"] for each in providers.current().held()]
    assert 2 == models.Witnessed.objects.count()


def test_a_folder_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(WitnessAway):
        Folder(tmp_path / "file").keep(checkpoint(1))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "checkpoints.jsonl").mkdir()
    with pytest.raises(WitnessAway):
        list(Folder(tmp_path / "kept").held())


def test_the_folder_holds_one_line_of_json_for_each(tmp_path: Path) -> None:
    Folder.at((tmp_path / "a b").as_uri()).keep(checkpoint(1))

    assert checkpoint(1) == json.loads((tmp_path / "a b" / "checkpoints.jsonl").read_text(encoding="utf-8"))

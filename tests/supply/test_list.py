"""OSV's interface, over real HTTP: page by page, and never a half answer taken for a whole one."""

from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from django.test import override_settings

from assay.launch.ports import free_port
from assay.modules.supply import providers
from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.providers import here
from assay.modules.supply.providers.osv import BATCH, MOST_PAGES
from assay.modules.supply.queries.parts import running
from assay.modules.supply.types import Part
from assay.sandbox.osv.records import Records
from tests.supply.make import CVE, WORST, against, weakness_list

pytestmark = pytest.mark.django_db  # calls look whether a transaction is open
DJANGO = Part(ecosystem="PyPI", name="django", version="2.0")


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[Records]:
    with weakness_list(tmp_path) as records:
        yield records


def ask(*parts: Part) -> dict[str, list[str]]:
    found = providers.current().ask(parts or (DJANGO,)).ids
    return {part.name: sorted(names) for part, names in found.items()}


def test_every_part_is_asked_for_in_as_many_batches_as_it_takes(listed: Records) -> None:
    many = [Part(ecosystem="npm", name=f"p{number}", version="1.0.0") for number in range(2 * BATCH + 1)]
    for at in (0, BATCH, 2 * BATCH):
        listed.put(against(f"p{at}", "1.0.0", ecosystem="npm", id=f"GHSA-{at}"))

    found = ask(*many)

    assert len(many) == len(found)
    assert {f"p{at}": [f"GHSA-{at}"] for at in (0, BATCH, 2 * BATCH)} == {key: ids for key, ids in found.items() if ids}


def test_what_stands_on_later_pages_is_read_too(listed: Records) -> None:
    listed.page = 2
    names = [f"GHSA-{number}" for number in range(7)]
    for name in names:
        listed.put(against("django", "2.0", id=name))
    listed.put(against("flask", "1", id="GHSA-flask"))

    assert {"django": names, "flask": ["GHSA-flask"]} == ask(DJANGO, Part(ecosystem="PyPI", name="flask", version="1"))


def test_a_list_that_never_ends_is_left(listed: Records) -> None:
    listed.page = 1
    for number in range(MOST_PAGES + 1):
        listed.put(against("django", "2.0", id=f"GHSA-{number}"))

    with pytest.raises(ReadingIncomplete, match="does not come to an end"):
        ask()


def test_the_list_compares_versions_and_we_do_not(listed: Records) -> None:
    listed.put(against("Django", "2.0.0"))

    assert {"django": ["GHSA-planted"]} == ask()
    assert {"django": []} == ask(Part(ecosystem="PyPI", name="django", version="2.0.1"))


@pytest.mark.parametrize("mode", ["failing", "short", "cut"])
def test_an_answer_that_is_not_whole_is_no_answer(listed: Records, mode: str) -> None:
    listed.put(against("django", "2.0"))
    listed.mode = mode

    with pytest.raises(ReadingIncomplete):
        ask()


@pytest.mark.slow  # waits as long as the product waits for an answer
def test_a_list_that_is_too_slow_is_no_answer(listed: Records) -> None:
    listed.mode = "slow"

    with pytest.raises(ReadingIncomplete, match="could not be read"):
        ask()


def test_a_list_that_is_not_there_is_no_answer() -> None:
    with override_settings(OSV_URL=f"http://127.0.0.1:{free_port()}"), pytest.raises(ReadingIncomplete):
        ask()


def test_a_record_that_the_list_names_and_does_not_have_is_no_answer(listed: Records) -> None:
    listed.put(against("django", "2.0") | {"severity": "of another shape"})

    with pytest.raises(ReadingIncomplete, match="ValidationError"):
        ask()


def test_what_is_not_rated_is_looked_up_under_its_other_names(listed: Records) -> None:
    listed.put(against("django", "2.0", id="PYSEC-1", aliases=[CVE, "GHSA-2"], severity=[]))
    listed.put({"id": "GHSA-2", "aliases": ["PYSEC-1"], "database_specific": {"severity": "MODERATE"}})

    answer = providers.current().ask([DJANGO])

    assert {"PYSEC-1", "GHSA-2"} == set(answer.records)
    assert "MODERATE" == answer.records["GHSA-2"].rating


def test_a_record_is_read_with_all_that_matters(listed: Records) -> None:
    word = {"severity": [{"type": "Ubuntu", "score": "low"}], "withdrawn": "2020-01-01T00:00:00Z", "upstream": ["X-1"]}
    listed.put(against("django", "2.0") | word)

    record = providers.current().ask([DJANGO]).records["GHSA-planted"]

    assert ((CVE, "X-1"), True, "low", ()) == (record.same_as, record.is_withdrawn, record.rating, record.vectors)
    assert [("PyPI", "django", ("999.1",))] == [(each.ecosystem, each.name, each.fixed) for each in record.affected]
    listed.put(against("django", "2.0") | {"withdrawn": "2999-01-01T00:00:00Z", "upstream": ["X-1", "X-2"]})
    record = providers.current().ask([DJANGO]).records["GHSA-planted"]
    assert ((CVE,), False, (WORST,)) == (record.same_as, record.is_withdrawn, record.vectors)


def test_everything_that_runs_here_is_named() -> None:
    found = running()
    python = {part.name for part in (*found.parts, *found.unjudged) if part.ecosystem == "PyPI"}

    installed = {each.metadata["Name"].lower().replace("_", "-").replace(".", "-") for each in distributions()}
    assert installed - {"assay"} == python
    assert {"htmx.org", "vite"} <= {part.name for part in found.parts if part.ecosystem == "npm"}


def test_a_place_without_its_lock_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ReadingIncomplete, match="could not be read"):
        here.surroundings(home=tmp_path)


def test_another_place_is_read_without_looking_at_this_one(tmp_path: Path) -> None:
    lock = tmp_path / "assay" / here.LOCK
    lock.parent.mkdir(parents=True)
    lock.write_text('{"packages": {}}', encoding="utf-8")
    (tmp_path / "site" / "x-1.0.dist-info").mkdir(parents=True)
    (tmp_path / "site" / "x-1.0.dist-info" / "METADATA").write_text("Name: x\nVersion: 1.0\n", encoding="utf-8")
    (tmp_path / "site" / "x-1.0.dist-info" / "direct_url.json").write_text("{}", encoding="utf-8")

    found = here.surroundings(root=tmp_path, home=tmp_path / "assay", path=(tmp_path / "site",))

    assert [("x", "1.0", "elsewhere")] == [(each.name, each.version, each.origin) for each in found.python]
    assert ("", "") == (found.dpkg, found.release)

"""Pure rules: what is installed, what a record means, how long a weakness may wait."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel import clock
from assay.modules.supply.policy import parts, records, scores, terms
from assay.modules.supply.types import (
    Affected,
    Answer,
    Distribution,
    Inventory,
    Part,
    ReadingCard,
    Record,
    Severity,
    Surroundings,
)

DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nID=debian\n'
STATUS = """Package: libssl3t64
Status: install ok installed
Source: openssl
Version: 3.5.1-1

Package: bash
Status: install ok installed
Version: 5.2-1
Description: a shell
 Version: not this one

Package: bash-static
Status: install ok installed
Source: bash (5.2-1)
Version: 5.2-1+b9

Package: removed
Status: deinstall ok config-files
Version: 1

Package: never
Status: unknown ok not-installed
"""


def inventory(*python: tuple[str, str, str], lock: object = None, dpkg: str = "", release: str = DEBIAN) -> Inventory:
    found = tuple(Distribution(name=name, version=version, origin=origin) for name, version, origin in python)
    written = json.dumps({"packages": {}} if lock is None else lock)
    return parts.inventory(Surroundings(python=found, lock=written, dpkg=dpkg, release=release))


def part(name: str = "django", version: str = "1.0", ecosystem: str = "PyPI") -> Part:
    return Part(ecosystem=ecosystem, name=name, version=version)


def test_python_packages_are_named_as_the_index_names_them_and_our_own_is_left_out() -> None:
    found = inventory(("Zope.Interface", "1.0", ""), ("zope_interface", "1.0", ""), ("Assay", "0.1.0", ""))

    assert (part("zope-interface"),) == found.parts
    assert {} == found.unjudged


def test_what_nobody_can_judge_is_named_with_the_reason() -> None:
    lock = {
        "packages": {
            "": {"version": "0.1.0"},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/x/node_modules/@s/b": {"version": "2.0.0"},
            "node_modules/c": {},
            "node_modules/d": {"version": "1.0.0", "resolved": "git+ssh://host/d"},
            "node_modules/e": {"link": True},
            "node_modules/alias": {"name": "real", "version": "3.0.0"},
        }
    }
    found = inventory(("", "1.0", ""), ("fork", "1.0", "elsewhere"), ("lost", "", ""), lock=lock)

    assert [part("@s/b", "2.0.0", "npm"), part("a", "1.0.0", "npm"), part("real", "3.0.0", "npm")] == list(found.parts)
    assert {
        ("nameless", "1.0"): "it does not say its name",
        ("fork", "1.0"): "it was not installed from the index but from elsewhere",
        ("lost", ""): "it does not say its version",
        ("c", ""): "it does not say its version",
        ("d", "1.0.0"): "it does not come from the registry but from git+ssh://host/d",
        ("e", ""): "it does not come from the registry but from a folder",
    } == {(each.name, each.version): reason for each, reason in found.unjudged.items()}


def test_debian_speaks_of_source_packages() -> None:
    found = inventory(dpkg=STATUS)

    wanted = [part("bash", "5.2-1", "Debian:13"), part("openssl", "3.5.1-1", "Debian:13")]
    assert (wanted, {}) == (list(found.parts), found.unjudged)


@pytest.mark.parametrize("release", ["", "ID=ubuntu\nVERSION_ID=24.04", "ID=debian\n", 'ID=debian\nVERSION_ID="x"'])
def test_packages_of_a_system_that_no_list_covers_are_judged_by_nobody(release: str) -> None:
    found = inventory(dpkg=STATUS, release=release)

    assert ((), 2) == (found.parts, len(found.unjudged))


def test_a_paragraph_without_a_name_is_judged_by_nobody() -> None:
    (reason,) = inventory(dpkg="Status: install ok installed\nVersion: 1").unjudged.values()

    assert "it does not say its name" == reason


@pytest.mark.parametrize("lock", [[], {}, {"packages": []}, "no"])
def test_a_lock_that_cannot_be_read_is_no_empty_one(lock: object) -> None:
    with pytest.raises(ValueError, match="no lock of npm"):
        inventory(lock=lock)


def record(name: str = "GHSA-1", *same_as: str, **said: Any) -> Record:
    usual: dict[str, Any] = {"summary": "", "is_withdrawn": False, "rating": "", "vectors": (), "affected": ()}
    return Record(id=name, same_as=same_as, **(usual | said))


def judged(*found: Record, others: tuple[Record, ...] = (), of: Part | None = None) -> list[tuple[str, Severity]]:
    mine = of or part()
    answer = Answer(ids={mine: tuple(each.id for each in found)}, records={each.id: each for each in (*found, *others)})
    known = records.known(Inventory(parts=(mine,), unjudged={}), answer=answer)
    return [(each.name, each.severity) for each in known]


def test_a_weakness_counts_once_whatever_number_of_names_it_has() -> None:
    one, two = record("GHSA-1", "CVE-2031-1"), record("PYSEC-1", "CVE-2031-1", "GHSA-1", rating="LOW")

    assert [("CVE-2031-1", Severity.LOW)] == judged(one, two)
    assert [("GHSA-1", Severity.UNRATED)] == judged(record("PYSEC-1", "GHSA-1"), record("GHSA-1", "PYSEC-1"))


def test_a_record_that_was_taken_back_counts_nothing() -> None:
    assert [] == judged(record(is_withdrawn=True))


def test_the_worst_word_counts_and_another_name_may_say_it() -> None:
    bare = record("PYSEC-1", "CVE-2031-1", "GHSA-1", vectors=("CVSS:4.0/AV:N",))

    assert [("CVE-2031-1", Severity.UNRATED)] == judged(bare)
    assert [("CVE-2031-1", Severity.HIGH)] == judged(bare, others=(record("GHSA-1", "CVE-2031-1", rating="HIGH"),))
    critical = ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",)
    assert [("GHSA-1", Severity.CRITICAL)] == judged(record(rating="moderate", vectors=critical))
    assert [("GHSA-1", Severity.UNRATED)] == judged(record(rating="whatever"))


def test_what_mends_it_is_said_for_this_package_alone() -> None:
    affected = (
        Affected(ecosystem="PyPI", name="Django", fixed=("2.0", "1.9")),
        Affected(ecosystem="npm", name="django", fixed=("7",)),
        Affected(ecosystem="PyPI", name="other", fixed=("8",)),
    )
    answer = Answer(ids={part(): ("GHSA-1",)}, records={"GHSA-1": record(affected=affected, summary="Bad.")})
    (found,) = records.known(Inventory(parts=(part(), part("fine")), unjudged={}), answer=answer)

    assert (("1.9", "2.0"), "Bad.") == (found.fixed_in, found.about)


def test_a_part_that_nobody_can_judge_is_a_weakness() -> None:
    (found,) = records.known(
        Inventory(parts=(), unjudged={part(ecosystem=""): "it has no version"}), answer=Answer(ids={}, records={})
    )

    assert ("not judged", Severity.UNRATED) == (found.name, found.severity)
    assert "it has no version" in found.about


# Scores as FIRST's calculator gives them.
@pytest.mark.parametrize(
    ("vector", "score"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H/E:P/RL:O", 5.9),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.6),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
    ],
)
def test_scores_are_those_of_the_specification(vector: str, score: float) -> None:
    assert score == scores.base_score(vector)


@pytest.mark.parametrize(
    "vector",
    ["", "9.8", "CVSS:3.1", "CVSS:3.1/AV:N", "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "AV:N/AC:L/Au:N/C:P"],
)
def test_what_is_no_vector_has_no_score(vector: str) -> None:
    assert scores.base_score(vector) is None


@given(st.floats(0, 10))
def test_every_score_has_a_word_and_a_worse_one_none_that_is_better(score: float) -> None:
    order = [Severity.LOW, Severity.MODERATE, Severity.HIGH, Severity.CRITICAL]

    assert order.index(scores.severity_of(score)) <= order.index(scores.severity_of(min(10.0, score + 1)))
    assert (score >= 9) == (scores.severity_of(score) is Severity.CRITICAL)


def test_how_long_each_may_wait() -> None:
    now = clock.now()
    days = {severity: (terms.due(severity, now) - now).days for severity in Severity}

    assert {"critical": 2, "high": 7, "unrated": 7, "moderate": 30, "low": 30} == days


def test_the_list_is_asked_again_after_a_day_and_at_once_when_something_changed() -> None:
    now = clock.now()

    def card(*, hours: int, is_complete: bool = True) -> ReadingCard:
        at = now - timedelta(hours=hours)
        return ReadingCard(at=at, parts=3, digest="a", is_complete=is_complete, failure="")

    assert terms.is_due(None, digest="a", now=now)
    assert terms.is_due(card(hours=1), digest="b", now=now)
    assert terms.is_due(card(hours=1, is_complete=False), digest="a", now=now)
    assert terms.is_due(card(hours=20), digest="a", now=now)
    assert not terms.is_due(card(hours=19), digest="a", now=now)
    assert terms.is_trusted(card(hours=48), now=now)
    assert not terms.is_trusted(card(hours=49), now=now)
    assert not terms.is_trusted(card(hours=0, is_complete=False), now=now)
    assert not terms.is_trusted(None, now=now)


def test_other_parts_have_another_digest() -> None:
    some = [
        inventory(("a", "1", "")),
        inventory(("a", "2", "")),
        inventory(("a", "1", "elsewhere")),
        inventory(("a", "1", ""), ("b", "1", "")),
    ]

    assert 4 == len({terms.digest(each) for each in some})


def test_nothing_is_accepted_for_ever() -> None:
    now = clock.now()

    assert terms.may_accept(now + timedelta(days=92), now=now)
    assert not terms.may_accept(now + timedelta(days=93), now=now)
    assert not terms.may_accept(now, now=now)

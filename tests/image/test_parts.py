"""The bill names everything that is in an image, no part of it escapes the list, and newer versions do not either."""

from pathlib import Path

import pytest

from tests.image.make import PACKAGES, package, tree
from tests.supply.make import against as record
from tools.image import bill, updates, weaknesses
from tools.image.engine import Incomplete, ask

pytestmark = pytest.mark.django_db  # calls look whether a transaction is open
LOCK = "django==6.1.3 \\\n    --hash=sha256:1\n"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    place = tmp_path / "run.lock"
    place.write_text(LOCK, encoding="utf-8")
    return place


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return tree(tmp_path / "image")


def test_the_bill_names_the_packages_of_debian_python_and_the_assets(image: Path, lock: Path) -> None:
    found = bill.parts_of(image)

    urls = [each["purl"] for each in bill.bill(found)["components"]]
    assert [
        "pkg:deb/debian/openssl@3.5.1-1?distro=debian-13&arch=source",
        "pkg:pypi/django@6.1.3",
        "pkg:npm/a@1",
    ] == urls
    assert [] == list(bill.differences(found, lock=lock))


def test_what_is_in_no_lock_or_otherwise_is_refused(image: Path, lock: Path) -> None:
    package(image, "smuggled", "1.0", {"smuggled.py": ""})
    lock.write_text(LOCK.replace("6.1.3", "6.1.4"), encoding="utf-8")

    found = list(bill.differences(bill.parts_of(image), lock=lock))

    assert ["smuggled 1.0 is in no lock", "django is 6.1.3 and locked as 6.1.4"] == found


def test_a_kind_that_was_not_looked_at_is_refused(image: Path, lock: Path) -> None:
    (image / "var/lib/dpkg/status").unlink()

    (found,) = bill.differences(bill.parts_of(image), lock=lock)
    assert "no package of Debian was found" in found


def test_a_package_that_nobody_can_judge_is_refused(image: Path, lock: Path) -> None:
    (image / PACKAGES / "django-6.1.3.dist-info" / "direct_url.json").write_text("{}", encoding="utf-8")

    found = list(bill.differences(bill.parts_of(image), lock=lock))
    assert "django 6.1.3: it was not installed from the index but from elsewhere" in found


def test_a_weakness_planted_in_openssl_is_found(image: Path) -> None:
    found = bill.parts_of(image)
    with weaknesses.stand_in() as (records, address):
        assert [] == list(weaknesses.against(found, address=address))
        records.put(record("openssl", "3.5.1-1", ecosystem="Debian:13"))
        assert ["openssl 3.5.1-1 has CVE-2031-0001 (critical); mended in 999.1"] == list(
            weaknesses.against(found, address=address)
        )


def test_no_package_of_an_image_escapes_the_question(image: Path) -> None:
    found = bill.parts_of(image)
    weaknesses.reaches_all(found)

    with pytest.raises(Incomplete, match="not asked for: anything"):
        weaknesses.reaches_all(type(found)(parts=(), unjudged={}))


POLICY = """openssl:
  Installed: 3.5.1-1
  Candidate: {candidate}
  Version table:
     {candidate} 500
        500 somewhere trixie-security/main amd64 Packages
 *** 3.5.1-1 100
        100 /var/lib/dpkg/status
"""


def test_a_newer_version_that_waits_is_refused() -> None:
    installed = {"openssl": "3.5.1-1"}

    assert [] == list(updates.stale(installed, POLICY.format(candidate="3.5.1-1")))
    waiting = POLICY.format(candidate="3.5.1-1+deb13u1")
    assert ["openssl 3.5.1-1: 3.5.1-1+deb13u1 waits"] == list(updates.stale(installed, waiting))


def test_a_package_that_stands_in_no_list_was_not_looked_at() -> None:
    unlisted = "openssl:\n  Installed: 3.5.1-1\n  Candidate: 3.5.1-1\n  Version table:\n     100 /var/lib/dpkg/status\n"
    for said in ("", unlisted):
        with pytest.raises(Incomplete, match="do not know openssl"):
            list(updates.stale({"openssl": "3.5.1-1"}, said))


def test_a_tool_that_is_missing_or_fails_is_no_verdict() -> None:
    with pytest.raises(Incomplete, match=r"is missing: sudo apt-get install podman"):
        ask("no-such-engine", "version")
    with pytest.raises(Incomplete, match="ended with 1"):
        ask("false")

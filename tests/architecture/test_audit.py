"""An audit that skipped a package, or looked at none, has failed."""

import pytest

from tools.audit import judged

KNOWN = {"id": "GHSA-1", "fix_versions": ["2.0", "1.9.1"]}


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ({"name": "one", "version": "1", "vulns": []}, []),
        ({"name": "one", "version": "1", "vulns": [KNOWN]}, ["one 1 has GHSA-1; mended in 2.0, 1.9.1"]),
        (
            {"name": "one", "version": "1", "vulns": [{**KNOWN, "fix_versions": []}]},
            ["one 1 has GHSA-1; mended in nothing yet"],
        ),
        ({"name": "one", "skip_reason": "not found"}, ["one ? was not looked at: not found"]),
    ],
)
def test_what_is_known_and_what_was_skipped_is_told(package: dict[str, object], said: list[str]) -> None:
    assert said == list(judged({"dependencies": [{"name": "good", "version": "1", "vulns": []}, package]}))


def test_an_empty_report_is_no_verdict() -> None:
    assert ["not finished: it looked at no package"] == list(judged({"dependencies": []})) == list(judged({}))

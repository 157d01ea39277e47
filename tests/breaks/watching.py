"""A pytest plugin: writes down how each test ended, and by what. ``-p tests.breaks.watching``, BREAKS_SEEN=FILE."""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

seen: dict[str, list[dict[str, Any]]] = {}
unread: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or report.outcome != "passed":
        errors = [kind.__name__ for kind in call.excinfo.type.__mro__] if call.excinfo else []
        said = call.excinfo.exconly(tryshort=True)[:300] if call.excinfo else ""
        ended = {"when": report.when, "outcome": report.outcome, "errors": errors, "said": said}
        seen.setdefault(item.nodeid, []).append(ended)
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        unread.append(f"{report.nodeid}: {report.longreprtext[-600:]}")


def pytest_sessionfinish() -> None:
    Path(os.environ["BREAKS_SEEN"]).write_text(json.dumps({"seen": seen, "unread": unread}), encoding="utf-8")

"""A pytest plugin: writes down which tests passed for which code, as evidence for `assay readiness`.

Outcomes count for the code they ran on. When the code changes while the tests run, nothing is written.
"""

import re
from pathlib import Path

import pytest

from assay.modules.readiness.providers import outcomes
from assay.modules.readiness.providers.outcomes import Outcomes

FILE = Path("var/readiness/tests.json")
GROUP = re.compile(r"@[\w-]+$")  # what pytest-xdist adds to the name of a test that belongs to a group


class Recorder:
    """Listens to one run; with pytest-xdist it runs in the controller, which hears of every worker's tests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.by_test: dict[str, str] = {}
        self.before = outcomes.fingerprint(root)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the test's own outcome; a broken set-up or clean-up fails it."""
        if report.when == "call" or report.outcome != "passed":
            name = GROUP.sub("", report.nodeid)
            self.by_test[name] = report.outcome if self.by_test.get(name) != "failed" else "failed"

    def pytest_sessionfinish(self) -> None:
        """Write down what was seen, unless it was seen on code that is gone."""
        if self.by_test and outcomes.fingerprint(self.root) == self.before:
            outcomes.save(self.root / FILE, Outcomes(fingerprint=self.before, by_test=self.by_test))


def pytest_configure(config: pytest.Config) -> None:
    """Switch on, except in workers and where nothing runs."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.pluginmanager.register(Recorder(config.rootpath), "assay-outcomes")

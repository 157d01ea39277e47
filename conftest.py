"""Every test run writes its outcomes down for `assay readiness`."""

pytest_plugins = ("tools.outcomes",)

from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.discovery"
    label = "discovery"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.discovery import (
            ports,
            providers,
            tasks,  # noqa: F401 - importing registers the jobs
        )
        from assay.modules.discovery.queries import HOLDINGS

        subjects.hold(*HOLDINGS)
        ports.use(providers.best_reader())

from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.discovery"
    label = "discovery"

    @override
    def ready(self) -> None:
        from assay.modules.discovery import (
            ports,
            providers,
            tasks,  # noqa: F401 - importing registers the jobs
        )

        ports.use(providers.best_reader())

from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.watch"
    label = "watch"

    @override
    def ready(self) -> None:
        from assay.kernel.metrics import measured
        from assay.modules.watch.queries.measures import measures

        measured(measures)

from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.validation"
    label = "validation"

    @override
    def ready(self) -> None:
        from assay.modules.validation import tasks  # noqa: F401 - importing registers the jobs

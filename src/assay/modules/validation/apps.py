from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.validation"
    label = "validation"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.validation import tasks  # noqa: F401 - importing registers the jobs
        from assay.modules.validation.queries.holdings import HOLDINGS

        subjects.hold(*HOLDINGS)

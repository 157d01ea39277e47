from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.ideas"
    label = "ideas"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.ideas.queries.holdings import HOLDINGS

        subjects.hold(*HOLDINGS)

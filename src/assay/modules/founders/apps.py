from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.founders"
    label = "founders"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.founders.queries import HOLDINGS

        subjects.hold(*HOLDINGS)

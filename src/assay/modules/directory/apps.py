from typing import override

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "assay.modules.directory"
    label = "directory"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.directory.queries.holdings import HOLDINGS

        subjects.hold(*HOLDINGS)

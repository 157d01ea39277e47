from typing import override

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "assay.modules.directory"
    label = "directory"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.directory.queries.holdings import HOLDINGS
        from assay.modules.directory.services.expiring import revoke_reported
        from assay.modules.identity.api import also_reported

        also_reported(revoke_reported)
        subjects.hold(*HOLDINGS)

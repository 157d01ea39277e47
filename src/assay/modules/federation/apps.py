from typing import override

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "assay.modules.federation"
    label = "federation"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.federation.pages.buttons import buttons
        from assay.modules.federation.pages.enforcing import JUDGES
        from assay.modules.federation.queries.holdings import HOLDINGS
        from assay.modules.identity.api import ruled_by
        from assay.web import ways

        subjects.hold(*HOLDINGS)
        ways.offered_by(buttons)
        ruled_by(JUDGES)

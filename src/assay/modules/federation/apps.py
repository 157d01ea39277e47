from typing import override

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "assay.modules.federation"
    label = "federation"

    @override
    def ready(self) -> None:
        from assay.modules.federation.pages.buttons import buttons
        from assay.web import ways

        ways.offered_by(buttons)

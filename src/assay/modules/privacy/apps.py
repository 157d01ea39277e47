from typing import override

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "assay.modules.privacy"
    label = "privacy"

    @override
    def ready(self) -> None:
        from assay.kernel import health, subjects
        from assay.modules.privacy.queries import HOLDINGS
        from assay.modules.privacy.services.replaying import finding

        subjects.hold(*HOLDINGS)
        health.needed("erasures")(finding)

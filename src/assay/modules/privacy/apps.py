from typing import override

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "assay.modules.privacy"
    label = "privacy"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.privacy.queries import HOLDINGS

        subjects.hold(*HOLDINGS)

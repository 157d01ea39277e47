from typing import override

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "assay.modules.billing"
    label = "billing"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.billing.queries.holdings import HOLDINGS

        subjects.hold(*HOLDINGS)

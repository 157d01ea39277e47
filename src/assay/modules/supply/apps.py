from typing import override

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "assay.modules.supply"
    label = "supply"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.kernel.health import watched
        from assay.kernel.metrics import measured
        from assay.modules.supply.queries.holdings import HOLDINGS
        from assay.modules.supply.queries.measures import look, measures

        subjects.hold(*HOLDINGS)
        measured(measures)
        watched("weaknesses")(look)

from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.ideas"
    label = "ideas"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.billing import api as billing
        from assay.modules.ideas.queries.holdings import HOLDINGS
        from assay.modules.ideas.queries.ideas import count_open

        subjects.hold(*HOLDINGS)
        billing.count_with(billing.Limit.IDEAS, counter=count_open)

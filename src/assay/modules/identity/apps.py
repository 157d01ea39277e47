from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.identity"
    label = "identity"

    @override
    def ready(self) -> None:
        from assay.kernel import tenancy
        from assay.modules.identity.pages import seat
        from assay.modules.identity.services.programs import occupant

        tenancy.resolve_with(occupant)
        seat.listen()

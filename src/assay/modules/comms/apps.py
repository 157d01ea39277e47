from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.comms"
    label = "comms"

    @override
    def ready(self) -> None:
        from assay.kernel import subjects
        from assay.modules.comms.queries import HOLDINGS
        from assay.modules.comms.services import forget

        subjects.hold(*HOLDINGS)
        subjects.erase_last("comms.forget", lambda person: forget(person.address))

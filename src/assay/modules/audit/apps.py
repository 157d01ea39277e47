from typing import override

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "assay.modules.audit"
    label = "audit"

    @override
    def ready(self) -> None:
        from assay.kernel import events, reading, subjects
        from assay.modules.audit.queries.holdings import HOLDINGS
        from assay.modules.audit.services import fences, incidents, noting, recording

        events.record_with(recording.record)
        reading.record_with(noting.note)
        subjects.hold(*HOLDINGS)
        subjects.erase_last("audit.notes", incidents.forget_notes)
        post_migrate.connect(fences.after_migration, sender=self, dispatch_uid="assay.audit.fences")

from importlib import import_module
from typing import override

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "assay.kernel"
    label = "kernel"

    @override
    def ready(self) -> None:
        from assay.kernel import recording, subjects, tenancy
        from assay.kernel.models import Replay

        for registering in ("probes", "roles", "upkeep"):  # importing them registers health checks and jobs
            import_module(f"assay.kernel.{registering}")
        subjects.hold(
            subjects.Holding(
                model=Replay,
                left_out=_("Copies of answers to programs, kept for a day."),
                kept=_("Copies of answers to your programs end after a day, and cannot be read without your key."),
            )
        )
        tenancy.install()
        recording.install()
        autodiscover_modules("handlers")  # subscribing is an import; no module can forget it

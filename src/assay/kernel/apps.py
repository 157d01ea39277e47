from importlib import import_module
from typing import override

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "assay.kernel"
    label = "kernel"

    @override
    def ready(self) -> None:
        from assay.kernel import recording, tenancy

        for registering in (
            "probes",
            "roles",
            "upkeep",
            "holdings",
            "certificates",
        ):  # importing them registers, once in a process
            import_module(f"assay.kernel.{registering}")
        tenancy.install()
        recording.install()
        autodiscover_modules("handlers")  # subscribing is an import; no module can forget it

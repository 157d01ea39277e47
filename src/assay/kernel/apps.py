from typing import override

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "assay.kernel"
    label = "kernel"

    @override
    def ready(self) -> None:
        from assay.kernel import probes, tenancy, upkeep  # noqa: F401 -- importing registers jobs and health checks

        tenancy.install()
        autodiscover_modules("handlers")  # subscribing is an import; no module can forget it

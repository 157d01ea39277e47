from typing import override

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.backoffice"
    label = "backoffice"

    @override
    def ready(self) -> None:
        from assay.kernel import staff
        from assay.modules.backoffice.pages.menu import MENU

        staff.offer(*MENU)

from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.discovery"
    label = "discovery"

    def ready(self) -> None:
        from assay.modules.discovery import tasks  # noqa: F401 - importing registers the jobs

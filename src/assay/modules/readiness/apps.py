from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "assay.modules.readiness"
    label = "readiness"

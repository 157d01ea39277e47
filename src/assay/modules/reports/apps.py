from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.reports"
    label = "reports"

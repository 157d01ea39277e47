from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.content"
    label = "content"

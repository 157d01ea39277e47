from django.apps import AppConfig


class Config(AppConfig):
    name = "assay.modules.founders"
    label = "founders"

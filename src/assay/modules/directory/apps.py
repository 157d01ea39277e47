from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "assay.modules.directory"
    label = "directory"

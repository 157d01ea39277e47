"""Gets Django ready for a command; a wrong environment becomes a sentence instead of a traceback."""

import os

import django
from django.core.exceptions import ImproperlyConfigured

from assay.config.env import settings_module
from assay.launch.trouble import Trouble


def ready() -> None:
    """Raises Trouble that names every missing or wrong variable."""
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
        django.setup()
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error

"""Gets Django ready for a command; a wrong environment becomes a sentence instead of a traceback."""

import os
from importlib import import_module
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured

from assay.config.env import Env, read, settings_module
from assay.config.vault.source import supplied
from assay.launch.trouble import Trouble


def environment() -> Env:
    """Read the variables without loading the product. Raises Trouble that names every missing or wrong one."""
    try:
        return read(supplied(os.environ))
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error


def door_of(module: str) -> Any:
    """Return a module's `api`, by name: it imports tables, which exist only after Django's set-up. Raises Trouble."""
    ready()
    return import_module(f"assay.modules.{module}.api")


def ready() -> None:
    """Raises Trouble that names every missing or wrong variable."""
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
        django.setup()
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error

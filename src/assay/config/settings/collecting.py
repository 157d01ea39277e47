"""For collecting the static files while an image is built: production's storage, and no server to reach."""

from importlib import import_module

from assay.config.settings.typing import *  # noqa: F403 -- a settings page is its base with differences

STORAGES = import_module("assay.config.settings.base").STORAGES  # by name: it reads the environment set just above

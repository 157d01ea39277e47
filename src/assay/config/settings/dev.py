"""One person's machine: `make up`."""

from assay.config.settings.base import *  # noqa: F403 -- a settings page is its base with differences
from assay.config.settings.base import STORAGES

WHITENOISE_USE_FINDERS = True  # files are served from the source tree, so nothing has to be collected first
WHITENOISE_AUTOREFRESH = True  # assets that are built again under a running product are read again, sizes included
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

"""The web process: `granian --interface wsgi assay.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from assay.config.env import EnvInvalid, settings_module

try:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
    application = get_wsgi_application()
except EnvInvalid as error:
    raise SystemExit(str(error)) from None

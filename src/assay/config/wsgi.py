"""The web process, as `assay serve` starts it."""

import os
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from assay.config.env import EnvInvalid, settings_module

try:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
    application = get_wsgi_application()
    import_string("assay.config.vault.following.follow")(every=settings.ENV.secrets_refresh_seconds)
    # The first reader of a chart need not wait for the renderer to start; nobody waits for this thread either.
    Thread(target=import_string("assay.web.charts.warm"), daemon=True, name="warm-charts").start()
except EnvInvalid as error:
    raise SystemExit(str(error)) from None

"""The worker process: `assay worker`, or `python -m assay.config.worker`."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.utils.module_loading import import_string

from assay.config.env import EnvInvalid, settings_module
from assay.kernel.db import wait_until_ready


def run(concurrency: int | None = None) -> None:
    """Run jobs until asked to stop by SIGTERM or SIGINT. ``concurrency``: None takes WORKER_CONCURRENCY.

    Waits for the database with growing pauses; raises OperationalError when it does not come within its patience.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
    django.setup()
    wait_until_ready()
    listener = import_string("assay.config.vault.following.follow")(every=settings.ENV.secrets_refresh_seconds)
    if sign := os.environ.get("ASSAY_READY_FILE"):
        Path(sign).touch()  # a worker has no port to ask; whoever started it looks for this file
    serve = import_string("assay.kernel.worker.serve")  # by name, because its imports need the set-up above
    try:
        serve(concurrency=concurrency or settings.ENV.worker_concurrency)
    finally:
        listener.stop()


if __name__ == "__main__":
    try:
        run()
    except EnvInvalid as error:
        sys.exit(str(error))

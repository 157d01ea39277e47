"""The stand-in for the list of leaked passwords, running, and the product told where it is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from assay.launch.ports import free_port
from assay.sandbox.breaches.server import server
from assay.sandbox.breaches.store import Store


@contextmanager
def breach_list(folder: Path) -> Iterator[Store]:
    """Serve a list within the block; what is added to it has leaked."""
    store, port = Store(folder), free_port()
    with server(store, port=port) as http, override_settings(BREACH_LIST_URL=f"http://127.0.0.1:{port}/range/"):
        serving = threading.Thread(target=http.serve_forever, args=(0.02,))
        serving.start()
        try:
            yield store
        finally:
            http.shutdown()
            serving.join()


@contextmanager
def lost_list() -> Iterator[None]:
    """Name a list within the block that nobody serves."""
    with override_settings(BREACH_LIST_URL=f"http://127.0.0.1:{free_port()}/range/"):
        yield

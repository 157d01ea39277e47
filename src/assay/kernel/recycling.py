"""The queue's connections in a worker, which lie outside of Django's pool."""

import asyncio
from collections.abc import Iterable
from typing import Any, override

from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from assay.kernel import db


class Recycling(PsycopgConnector):
    """The queue's connections, which follow a changed login without a job noticing."""

    def __init__(self, **pool: Any) -> None:
        super().__init__(**pool)
        self._changed = asyncio.Event()
        self._drains = set[asyncio.Task[None]]()

    def recycle(self) -> None:
        """Close idle connections now and each other one when it comes back; listen on a new one."""
        self._changed.set()
        drain = asyncio.get_running_loop().create_task(self.pool.drain())
        self._drains.add(drain)
        drain.add_done_callback(self._drains.discard)

    @override
    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen; begin again on a connection of the new login. What is missed in between is found by polling."""
        channels = tuple(channels)
        while True:
            self._changed.clear()
            listen = asyncio.create_task(super().listen_notify(on_notification, channels))
            change = asyncio.create_task(self._changed.wait())
            try:
                await asyncio.wait({listen, change}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                is_changed = change.done() and not listen.done()
                for task in (listen, change):
                    task.cancel()
                results = await asyncio.gather(listen, change, return_exceptions=True)
            if not is_changed:
                raise next((one for one in results if isinstance(one, Exception)), ConnectorException())


async def login_parameters() -> dict[str, Any]:
    """Return what the next connection is opened with."""
    return db.parameters()

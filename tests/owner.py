"""For tests that own the tables for a moment: an intruder with the database, a migration, a table of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.pq import TransactionStatus

OWNER: Final = "assay"
SERVICE: Final = "assay_service"


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """Have the owner's rights within the block, on the connection and in the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        try:
            yield cursor
        finally:
            # What failed is rolled back with its transaction or savepoint, and the role with it.
            if cursor.connection.info.transaction_status is not TransactionStatus.INERROR:
                cursor.execute("RESET ROLE")


def password_of(variable: str) -> str:
    """Return the password in an address."""
    return unquote(urlsplit(os.environ[variable]).password or "")

"""One at a time, where there is no row to lock yet."""

from django.db import connection, transaction


def hold(name: str) -> None:
    """Hold the lock of that name until the present transaction ends; others wait (up to the lock time-out).

    Raises TransactionManagementError outside a transaction, where it would protect nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a lock outside of a transaction protects nothing")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

"""Migrations taken back and made again in a test's own transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.owner import as_owner


@contextmanager
def as_before(*names: tuple[str, str]) -> Iterator[None]:
    """Take these migrations back, the last named first; after the block they are made again."""
    loader = MigrationLoader(connection)
    steps = [(loader.get_migration(*name), loader.project_state(name, at_end=False)) for name in names]
    for migration, before in reversed(steps):
        with as_owner(), connection.schema_editor() as editor:
            migration.unapply(before.clone(), editor)
    yield
    for migration, before in steps:
        with as_owner(), connection.schema_editor() as editor:
            migration.apply(before.clone(), editor)

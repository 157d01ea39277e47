"""A table of birds with sealed fields, made for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import connection, models
from django.test.utils import isolate_apps

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.models import Entity
from assay.kernel.sealed import SealedEmailField, SealedJSONField, SealedTextField
from tests.owner import as_owner


@contextmanager
def aviary() -> Iterator[Any]:
    """Make the table and yield its model."""
    with isolate_apps():

        class Bird(Entity):
            personal: ClassVar[frozenset[str]] = frozenset({"email", "name", "diary"})

            email = SealedEmailField(subject="id")
            name = SealedTextField(subject="id", blank=True)
            diary = SealedJSONField(subject="id", null=True)
            age = models.IntegerField(default=1)

            class Meta:
                app_label = "kernel"
                db_table = "kernel_test_bird"
                constraints: ClassVar = [*UniqueAddress.pair("email", name="kernel_test_bird_email")]

        with as_owner(), connection.schema_editor() as editor:
            editor.create_model(Bird)
        yield Bird

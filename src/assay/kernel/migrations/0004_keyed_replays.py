from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from assay.kernel import crypto


def hash_digests(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Hash the digests of the last day under the index key, so that a request repeated over the change is known."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, scope, fingerprint FROM kernel_replay")
        keyed = [(*(crypto.blind(one, purpose="idempotency") for one in digests), key) for key, *digests in cursor]
        cursor.executemany("UPDATE kernel_replay SET scope = %s, fingerprint = %s WHERE id = %s", keyed)


def forget(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A keyed hash cannot be turned back: on the way back the answers of the last day are not repeated."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_replay")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_sealed_answers")]

    operations = [migrations.RunPython(hash_digests, forget)]

import json

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from assay.kernel import crypto


def seal_answers(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Keep the answers of the last day, so that a request repeated over the change is still answered once."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, headers::text, body FROM kernel_replay")
        sealed = [
            (
                crypto.seal(
                    json.dumps(json.loads(headers)).encode() + b"\n" + bytes(body),
                    subject=crypto.NOBODY,
                    context="kernel_replay.answer",
                ),
                key,
            )
            for key, headers, body in cursor.fetchall()
        ]
        cursor.executemany("UPDATE kernel_replay SET answer = %s WHERE id = %s", sealed)


def open_answers(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put them back."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, answer FROM kernel_replay")
        opened = [
            (*crypto.unseal(answer, context="kernel_replay.answer").split(b"\n", 1), key)
            for key, answer in cursor.fetchall()
        ]
        cursor.executemany(
            "UPDATE kernel_replay SET headers = %s::jsonb, body = %s WHERE id = %s",
            [(headers.decode(), body, key) for headers, body, key in opened],
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_subject_keys")]

    operations = [
        migrations.AddField(
            model_name="replay", name="answer", field=models.TextField(default=""), preserve_default=False
        ),
        migrations.RunPython(seal_answers, open_answers),
        migrations.AlterField(model_name="replay", name="body", field=models.BinaryField(default=b"")),
        migrations.RemoveField(model_name="replay", name="body"),
        migrations.RemoveField(model_name="replay", name="headers"),
    ]

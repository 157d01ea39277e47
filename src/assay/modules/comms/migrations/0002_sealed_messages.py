from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from assay.kernel import crypto
from assay.kernel.blind_index import normal
from assay.kernel.sealed import SealedEmailField, SealedTextField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange


def name_owners(_: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say whose mail each one is, while its address can still be read."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT recipient FROM comms_message")
        owners = [(crypto.subject_for(normal(address), purpose="mail"), address) for (address,) in cursor.fetchall()]
        cursor.executemany("UPDATE comms_message SET owner_id = %s WHERE recipient = %s", owners)


class Migration(migrations.Migration):
    dependencies = [("comms", "0001_messages"), ("kernel", "0002_subject_keys")]

    operations = [
        SystemChange("personal fields are sealed"),
        migrations.AddField(
            model_name="message",
            name="owner_id",
            field=models.UUIDField(default=crypto.NOBODY),
            preserve_default=False,
        ),
        migrations.RunPython(name_owners, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="message", name="recipient", field=SealedEmailField(max_length=254, subject="owner_id")
        ),
        migrations.AlterField(model_name="message", name="subject", field=SealedTextField(subject="owner_id")),
        migrations.AlterField(model_name="message", name="text", field=SealedTextField(blank=True, subject="owner_id")),
        migrations.AlterField(model_name="message", name="html", field=SealedTextField(blank=True, subject="owner_id")),
        SealField("message", "recipient"),
        SealField("message", "subject"),
        SealField("message", "text"),
        SealField("message", "html"),
        SystemChange("personal fields are sealed"),  # the first step on the way back
    ]

from django.db import migrations

from assay.kernel.sealed import SealedJSONField, SealedTextField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange

REASON = "what a workspace writes is sealed"


class Migration(migrations.Migration):
    dependencies = [("ideas", "0001_first_tables"), ("kernel", "0003_sealed_answers")]

    operations = [
        SystemChange(REASON),
        migrations.AlterField(
            model_name="idea", name="name", field=SealedTextField(max_length=80, subject="workspace_id")
        ),
        migrations.AlterField(
            model_name="idea",
            name="sentence",
            field=SealedTextField(blank=True, max_length=240, subject="workspace_id"),
        ),
        migrations.AlterField(model_name="idea", name="draft", field=SealedTextField(subject="workspace_id")),
        migrations.AlterField(model_name="ideaversion", name="snapshot", field=SealedTextField(subject="workspace_id")),
        migrations.AlterField(
            model_name="note", name="body", field=SealedTextField(max_length=10000, subject="workspace_id")
        ),
        migrations.AlterField(
            model_name="note", name="tags", field=SealedJSONField(default=list, subject="workspace_id")
        ),
        migrations.AlterField(
            model_name="actionitem", name="text", field=SealedTextField(max_length=1000, subject="workspace_id")
        ),
        SealField("idea", "name"),
        SealField("idea", "sentence"),
        SealField("idea", "draft"),
        SealField("ideaversion", "snapshot"),
        SealField("note", "body"),
        SealField("note", "tags"),
        SealField("actionitem", "text"),
        SystemChange(REASON),  # the first step on the way back
    ]

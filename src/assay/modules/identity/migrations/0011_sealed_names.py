from django.db import migrations

from assay.kernel.sealed import SealedJSONField, SealedTextField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange

REASON = "what people write is sealed"


class Migration(migrations.Migration):
    dependencies = [("identity", "0010_leaving"), ("kernel", "0003_sealed_answers")]

    operations = [
        SystemChange(REASON),
        migrations.AlterField(
            model_name="apikey", name="name", field=SealedTextField(max_length=80, subject="workspace_id")
        ),
        migrations.AlterField(
            model_name="apikey", name="networks", field=SealedJSONField(default=list, subject="workspace_id")
        ),
        migrations.AlterField(
            model_name="factor", name="name", field=SealedTextField(max_length=60, subject="person_id")
        ),
        SealField("apikey", "name"),
        SealField("apikey", "networks"),
        SealField("factor", "name"),
        SystemChange(REASON),  # the first step on the way back
    ]

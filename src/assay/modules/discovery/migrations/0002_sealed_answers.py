from django.db import migrations

from assay.kernel.sealed import SealedJSONField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_first_tables"), ("kernel", "0002_subject_keys")]

    operations = [
        SystemChange("personal fields are sealed"),
        migrations.AlterField(model_name="discoveryrun", name="answers", field=SealedJSONField(subject="person_id")),
        migrations.AlterField(
            model_name="discoveryrun",
            name="result",
            field=SealedJSONField(blank=True, null=True, subject="person_id"),
        ),
        SealField("discoveryrun", "answers"),
        SealField("discoveryrun", "result"),
        SystemChange("personal fields are sealed"),  # the first step on the way back
    ]

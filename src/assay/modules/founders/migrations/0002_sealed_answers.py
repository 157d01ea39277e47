from django.db import migrations

from assay.kernel.sealed import SealedJSONField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange


class Migration(migrations.Migration):
    dependencies = [("founders", "0001_first_tables"), ("kernel", "0002_subject_keys")]

    operations = [
        SystemChange("personal fields are sealed"),
        migrations.AlterField(model_name="profileversion", name="answers", field=SealedJSONField(subject="person_id")),
        SealField("profileversion", "answers"),
        SystemChange("personal fields are sealed"),  # the first step on the way back
    ]

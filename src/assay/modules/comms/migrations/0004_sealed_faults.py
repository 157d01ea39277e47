from django.db import migrations

from assay.kernel.sealed import SealedTextField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange

REASON = "what people write is sealed"


class Migration(migrations.Migration):
    dependencies = [("comms", "0003_last_mail")]

    operations = [
        SystemChange(REASON),
        migrations.AlterField(
            model_name="message", name="fault", field=SealedTextField(blank=True, max_length=300, subject="owner_id")
        ),
        SealField("message", "fault"),
        SystemChange(REASON),  # the first step on the way back
    ]

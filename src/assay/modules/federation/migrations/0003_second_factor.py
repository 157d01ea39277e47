from django.db import migrations, models

import assay.kernel.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("federation", "0002_connections"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="trusted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="acr_values",
            field=assay.kernel.sealed.SealedTextField(blank=True, default="", subject="workspace_id"),
        ),
    ]

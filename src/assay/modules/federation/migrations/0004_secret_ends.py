from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("federation", "0003_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="connection",
            name="secret_ends_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="connection",
            name="warned_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]

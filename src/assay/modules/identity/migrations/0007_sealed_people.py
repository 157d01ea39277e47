from django.conf import settings
from django.db import migrations

from assay.kernel.blind_index import UniqueAddress
from assay.kernel.sealed import SealedEmailField, SealedTextField
from assay.kernel.sealing import Elsewhere, SealField
from assay.modules.audit.api import SystemChange

ACCOUNT = "account"  # allauth's; its own migrations are left alone


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_sessions"),
        ("kernel", "0002_subject_keys"),
        (ACCOUNT, "0009_emailaddress_unique_primary_email"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        SystemChange("personal fields are sealed"),
        migrations.RemoveConstraint(model_name="person", name="identity_person_email_lower"),
        migrations.AlterField(model_name="person", name="email", field=SealedEmailField(max_length=254, subject="id")),
        migrations.AlterField(
            model_name="person", name="name", field=SealedTextField(blank=True, max_length=120, subject="id")
        ),
        migrations.AlterField(model_name="workspace", name="name", field=SealedTextField(max_length=120, subject="id")),
        SealField("person", "email"),
        SealField("person", "name"),
        SealField("workspace", "name"),
        *(
            migrations.AddConstraint(model_name="person", constraint=constraint)
            for constraint in UniqueAddress.pair("email", name="identity_person_email")
        ),
        Elsewhere(ACCOUNT, migrations.RemoveConstraint(model_name="emailaddress", name="unique_verified_email")),
        Elsewhere(ACCOUNT, migrations.AlterUniqueTogether(name="emailaddress", unique_together=set())),
        Elsewhere(
            ACCOUNT,
            migrations.AlterField(
                model_name="emailaddress",
                name="email",
                field=SealedEmailField(max_length=254, subject="user_id", verbose_name="email address"),
            ),
        ),
        Elsewhere(ACCOUNT, SealField("emailaddress", "email")),
        *(
            Elsewhere(ACCOUNT, migrations.AddConstraint(model_name="emailaddress", constraint=constraint))
            for constraint in (
                *UniqueAddress.pair("email", name="account_address_verified", only="verified"),
                *UniqueAddress.pair("email", name="account_address_once", beside=("user",)),
            )
        ),
        SystemChange("personal fields are sealed"),  # the first step on the way back
    ]

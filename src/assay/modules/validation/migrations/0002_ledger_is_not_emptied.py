from django.db import migrations

# The fence of 0001 looks at rows; emptying the table at once touches none, so it is refused by a trigger of its own.
FENCE = """
CREATE FUNCTION validation_evidence_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the evidence ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER validation_evidence_no_truncate BEFORE TRUNCATE ON validation_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION validation_evidence_refuse_truncate();
"""
OPEN = """
DROP TRIGGER validation_evidence_no_truncate ON validation_evidence;
DROP FUNCTION validation_evidence_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("validation", "0001_first_tables"),
    ]

    operations = [
        migrations.RunSQL(FENCE, OPEN),
    ]

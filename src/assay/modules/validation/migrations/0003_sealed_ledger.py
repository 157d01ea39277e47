from typing import Any

from django.db import migrations

from assay.kernel.sealed import SealedField, SealedFloatField, SealedIntegerField, SealedJSONField, SealedTextField
from assay.kernel.sealing import SealField
from assay.modules.audit.api import SystemChange

REASON = "what a workspace writes is sealed"

# The ledger stays append-only, with one way around: what is sealed may be sealed anew under a later data key of the same
# workspace, with everything else of the row as it was. What it then says is held by the hashes.
FENCE = """
CREATE OR REPLACE FUNCTION validation_evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealed CONSTANT text[] := ARRAY['record', 'note', 'money', 'minutes', 'hash', 'prev_hash'];
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM ideas_idea WHERE id = OLD.idea_id) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - sealed = to_jsonb(NEW) - sealed AND NOT EXISTS (
        SELECT FROM unnest(sealed) AS name
        WHERE to_jsonb(OLD) ->> name IS DISTINCT FROM to_jsonb(NEW) ->> name AND NOT EXISTS (
            SELECT FROM kernel_subject_key AS former JOIN kernel_subject_key AS later
                ON later.subject = former.subject AND later.number > former.number
            WHERE former.subject = NEW.workspace_id
                AND replace(former.id::text, '-', '') = split_part(to_jsonb(OLD) ->> name, '.', 2)
                AND replace(later.id::text, '-', '') = split_part(to_jsonb(NEW) ->> name, '.', 2)
        )
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the evidence ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
FORMER = """
CREATE OR REPLACE FUNCTION validation_evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM ideas_idea WHERE id = OLD.idea_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the evidence ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
OFF = "ALTER TABLE validation_evidence DISABLE TRIGGER validation_evidence_append_only"
ON = "ALTER TABLE validation_evidence ENABLE TRIGGER validation_evidence_append_only"
FIELDS: dict[str, dict[str, SealedField[Any, Any]]] = {
    "evidence": {
        "record": SealedJSONField(subject="workspace_id"),
        "note": SealedTextField(blank=True, max_length=4000, subject="workspace_id"),
        "money": SealedFloatField(blank=True, null=True, subject="workspace_id"),
        "minutes": SealedIntegerField(blank=True, null=True, subject="workspace_id"),
        "hash": SealedTextField(max_length=64, subject="workspace_id"),
        "prev_hash": SealedTextField(max_length=64, subject="workspace_id"),
    },
    "run": {
        "ledger_head": SealedTextField(blank=True, max_length=64, subject="workspace_id"),
        "seed": SealedIntegerField(blank=True, null=True, subject="workspace_id"),
        "result": SealedJSONField(blank=True, null=True, subject="workspace_id"),
        "changes": SealedJSONField(blank=True, default=list, subject="workspace_id"),
        "failure": SealedTextField(blank=True, max_length=300, subject="workspace_id"),
    },
}


class Migration(migrations.Migration):
    dependencies = [("validation", "0002_ledger_is_not_emptied"), ("kernel", "0003_sealed_answers")]

    operations = [
        SystemChange(REASON),
        migrations.RunSQL(OFF, ON),  # no other transaction can write to the table until this one is over
        *(
            migrations.AlterField(model_name=model, name=name, field=field)
            for model, fields in FIELDS.items()
            for name, field in fields.items()
        ),
        *(SealField(model, name) for model, fields in FIELDS.items() for name in fields),
        migrations.RunSQL(FENCE, FORMER),
        migrations.RunSQL(ON, OFF),
        SystemChange(REASON),  # the first step on the way back
    ]

"""The verifier as a text, for whoever wants to take it along."""

from pathlib import Path

from assay.modules.audit.providers import verify_audit


def verifier_source() -> str:
    """Return the file that checks an export; it needs Python and nothing of ours."""
    return Path(verify_audit.__file__).read_text(encoding="utf-8")

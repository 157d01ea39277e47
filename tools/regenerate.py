"""Write the committed pictures of the code anew: ``python -m tools.regenerate`` (``make regenerate``).

Their changes are read in review: the programming interface (docs/schemas/api.json), which fields are personal
(docs/compliance/personal-fields.txt), who may do what (docs/compliance/access.md), how often and how
much (docs/compliance/limits.md), every field that comes in or goes out (docs/compliance/fields.md, with the rules of
field-rules.toml), and what of OWASP ASVS is met (docs/compliance/asvs.md, from asvs.toml).
tests/architecture fails where a picture and the code differ.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.utils.module_loading import import_string

from tools import asvs, limits

API = Path("docs/schemas/api.json")
PERSONAL_FIELDS = Path("docs/compliance/personal-fields.txt")
ACCESS = Path("docs/compliance/access.md")
FIELDS = Path("docs/compliance/fields.md")


def api() -> str:
    """The OpenAPI document, stable from run to run."""
    served = json.loads(json.dumps(import_string("assay.config.api.api").get_openapi_schema()))  # statuses become text
    return json.dumps(served, indent=2, sort_keys=True) + "\n"


def personal_fields() -> str:
    """One line per field of every table."""
    tables = import_string("tools.rules.tables.own")()
    return "\n".join(import_string("tools.rules.tables.personal_fields")(tables)) + "\n"


def access() -> str:
    """Who may do what, action by action and address by address."""
    drawn: str = import_string("tools.access.page")()
    return drawn


def fields(root: Path) -> str:
    """Every field that comes in or goes out, and the rules beside."""
    drawn: str = import_string("tools.fields.page")(json.loads(api()), root=root)
    return drawn


def main(root: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.config.settings.typing")
    django.setup()
    standard = asvs.page(asvs.load(root / asvs.DATA))
    pictures = (
        (API, api()),
        (PERSONAL_FIELDS, personal_fields()),
        (ACCESS, access()),
        (limits.PAGE, limits.page()),
        (FIELDS, fields(root)),
        (asvs.PAGE, standard),
    )
    for path, text in pictures:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path.cwd()))

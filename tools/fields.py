"""docs/compliance/fields.md: every field that is taken in or given out, straight from the code, and the rules beside.

JSON comes from the description of the interface, forms from the classes that the pages name. What no class can say,
who is shown less than an address tells and how fields have to fit together, stands in field-rules.toml with the tests
that hold it.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from tests.faults.addresses import EVERY, Case
from tools.access import asks, key_of, table
from tools.form_fields import Form, fields_of, forms_of, words_of

type Schema = Mapping[str, Any]

RULES: Final = Path("docs/compliance/field-rules.toml")
JSON: Final = "application/json"
HEAD: Final = """---
owner: engineering
expires: 2027-05-31
---

# Fields: what comes in, what goes out, and for whom

Written by `make regenerate`: fields from the code, rules from `field-rules.toml` beside this page.

Who may use an address stands beside it and, person by person, in [access.md](access.md). Whoever may send something
there may send each field that is listed and no other: JSON with another one is refused (422), a form goes on as if it
were not there. An answer of JSON carries the fields of its shape, each and no other, to everybody who may ask; a page
shows all of a thing to everybody who may open it. Where somebody is shown or may set less, it is said here first. How
what is kept is protected stands in [data.md](data.md) and [columns.md](columns.md), table by table. What other parties'
programs send, a directory (SCIM), the payment processor, a browser's reports, has the form their standard gives it.

"""
_ORDER: Final = {
    "minimum": "≥ {:,}",
    "exclusiveMinimum": "> {:,}",
    "maximum": "≤ {:,}",
    "exclusiveMaximum": "< {:,}",
    "minLength": "from {:,}",
    "maxLength": "to {:,}",
    "minItems": "from {:,}",
    "maxItems": "to {:,}",
    "pattern": "like `{}`",
}
_SERIES: Final = 4  # fields that begin alike and are alike, from which on they share a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A sentence about fields that no class says, and the tests that hold it."""

    fields: str
    says: str
    by: tuple[str, ...]


def rules(root: Path) -> dict[str, tuple[Rule, ...]]:
    """Read the rules: ``access`` says who sees or sets less, ``fit`` how fields have to fit together."""
    read = tomllib.loads((root / RULES).read_text(encoding="utf-8"))
    return {kind: tuple(Rule(**{**rule, "by": tuple(rule["by"])}) for rule in found) for kind, found in read.items()}


def page(document: Schema, *, root: Path) -> str:
    """Return the page's text; ``document`` is the OpenAPI description. Django has to be set up."""
    said = rules(root)
    cases = sorted(EVERY, key=lambda case: (case.route, case.method))
    operations = [case for case in cases if operation(document, case)]
    pages = [case for case in cases if case.method == "POST" and not case.is_api]
    forms = sorted({form for case in pages for form in forms_of(case.route)}, key=lambda form: form.__name__)
    head = ["Fields", "Rule", "Held by"]
    parts = (
        ("Who is shown or may set less", table(head, map(_rule, said["access"]))),
        ("How fields have to fit together", table(head, map(_rule, said["fit"]))),
        (
            "JSON, by operation",
            table(["Operation", "Asks for", "Key", "Takes", "Gives"], _operations(document, operations)),
        ),
        ("JSON, by shape", table(["Shape", "Field", "Is"], _shapes(document, operations))),
        ("Pages, by address", table(["Address", "Asks for", "Forms", "Words of its own"], map(_page, pages))),
        ("Forms", table(["Form", "Field", "Is"], (line for form in forms for line in _form(form)))),
    )
    return HEAD + "\n".join(f"## {title}\n\n{text}" for title, text in parts)


def operation(document: Schema, case: Case) -> Schema | None:
    """Return what is described of an operation; None where a case is none."""
    found: Schema | None = document["paths"].get(f"/{case.route}", {}).get(case.method.lower())
    return found


def taken(described: Schema) -> Schema | None:
    """Return the schema of the body an operation takes; None where it takes none."""
    body = described.get("requestBody", {}).get("content", {}).get(JSON)
    return body["schema"] if body else None


def given(described: Schema, status: str) -> Schema | None:
    """Return the schema of what an operation answers with a status; None where that has no body of JSON."""
    content = described["responses"].get(status, {}).get("content", {}).get(JSON)
    return None if content is None else content.get("schema", {})


def _rule(rule: Rule) -> list[str]:
    return [rule.fields, rule.says, "<br>".join(f"`{test}`" for test in rule.by)]


def _operations(document: Schema, cases: Iterable[Case]) -> Iterator[list[str]]:
    for case in cases:
        described = operation(document, case) or {}
        asked = described.get("parameters", [])
        takes = [f"`{one['name']}` {_is(one['schema'])}" for one in asked if one["in"] == "query"]
        body = taken(described)
        takes += [_is(body)] if body else []
        gives = [_is(schema) for status in described["responses"] if (schema := _good(described, status)) is not None]
        yield [f"`{case.name}`", asks(case), key_of(case), "; ".join(takes) or "–", "; ".join(gives) or "–"]


def _good(described: Schema, status: str) -> Schema | None:
    return given(described, status) if status.startswith("2") else None


def _shapes(document: Schema, cases: Iterable[Case]) -> Iterator[list[str]]:
    """Every object with names of its own: those that are shared, and those that stand at an operation alone."""
    shapes = dict(document["components"]["schemas"])
    for case in cases:
        described = operation(document, case) or {}
        for schema in (taken(described), *(_good(described, status) for status in described["responses"])):
            if schema and "properties" in schema:
                shapes.setdefault(schema["title"], schema)
    for name, shape in sorted(shapes.items()):
        for field, schema in shape.get("properties", {}).items():
            needed = "" if field in shape.get("required", ()) else ", optional"
            yield [name, f"`{field}`", _is(schema) + needed]
        if "enum" in shape:
            yield [name, "–", _is(shape)]


def _page(case: Case) -> list[str]:
    named = ", ".join(form.__name__ for form in forms_of(case.route))
    words = ", ".join(f"`{word}`" for word in words_of(case.route))
    return [f"`{case.name}`", asks(case), named or "–", words or "–"]


def _form(form: Form) -> Iterator[list[str]]:
    series: dict[tuple[str, str], list[str]] = {}
    for name, says in fields_of(form):
        series.setdefault((name.partition("_")[0], says), []).append(name)
    for (_, says), names in series.items():
        is_series = len(names) >= _SERIES
        told = [f"`{_beginning(names)}…`, {len(names)} of them"] if is_series else [f"`{name}`" for name in names]
        yield from ([form.__name__, each, says] for each in told)


def _beginning(names: Iterable[str]) -> str:
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)


def _is(schema: Schema) -> str:
    """A schema in a few words: its name, its values, or its kind and bounds."""
    if "$ref" in schema or "properties" in schema:
        return str(schema.get("title") or schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        return " / ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    either = next((schema[word] for word in ("anyOf", "oneOf", "allOf") if word in schema), None)
    return " or ".join(map(_is, either)) if either else _plain(schema)


def _plain(schema: Schema) -> str:
    kind, more = schema.get("type", "a document"), schema.get("additionalProperties")
    if kind == "array":
        kind = f"list of {_is(schema.get('items', {}))}"
    elif kind == "object" and isinstance(more, dict):
        kind = f"map of {_is(more)}"
    bounds = (said.format(schema[word]).replace("|", "\\|") for word, said in _ORDER.items() if word in schema)
    return " ".join([schema.get("format", kind), ", ".join(bounds)]).strip()

"""A mark in every field that takes a text: on every page as it is shown, in every body as it is described."""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final, override

from django.test import Client

from assay.config.api import api
from assay.modules.validation.pages.wizard import ORDER
from tests.faults.addresses import EVERY, Case
from tests.faults.world import rest

DONE: Final = frozenset({200, 201, 202, 204, 302, 303})
TYPED: Final = frozenset({"text", "search", "email", "url", "tel"})
# What a field may ask of a text: none of ours is longer than the shortest that holds one.
SHAPES: Final = (
    "{0}ü",
    "{0}",
    "{0}@marks.example.org",
    "{0}.example.com",
    "https://{0}.example.org",
    "{0}, as they asked us to",
)


@dataclass
class Form:
    """A form as a page shows it: where it goes, what it carries, and what a person may type."""

    action: str
    held: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)


class Reader(HTMLParser):
    """The forms of a page that change something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            self.forms += [self._form] if self._form else []
        elif self._form and given.get("name"):
            self._field(self._form, tag, given)
        elif self._form and tag == "option" and self._select and "selected" in given:
            self._form.held[self._select] = [given.get("value", "")]

    def _field(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        if given.get("aria-invalid") == "true":
            form.faulty.add(name)
        if tag == "textarea":
            self._area = name
            form.held[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in given):
            form.held.setdefault(name, []).append(given.get("value", ""))
        is_number = given.get("inputmode") in {"decimal", "numeric"}
        if tag == "textarea" or (tag == "input" and kind in TYPED and not is_number):
            form.typed.append(name)

    @override
    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.held[self._area] = [self._form.held[self._area][0] + data]

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


class Marks:
    """Types a mark of its own into every field, and keeps which was taken and which was not."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.ids = ids
        self.taken: dict[str, str] = {}  # the field's name: its mark
        self.refused: set[str] = set()
        self.described: Any = api.get_openapi_schema()

    def fill_pages(self, client: Client, *, below: tuple[str, ...]) -> None:
        """Every form that this person is shown on a page below these addresses."""
        for case in (case for case in _pages() if case.route.startswith(below)):
            answer = client.get(case.path(self.ids))
            if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                for number, form in enumerate(Reader(answer.content.decode()).forms):
                    wanted = [name for name in form.typed if _place(case, name) not in self.taken]
                    self._all(client, case, number, wanted)

    def fill_bodies(self, client: Client) -> None:
        """Every text that an operation of the interface describes."""
        paths = {path.replace("path:", ""): methods for path, methods in self.described["paths"].items()}
        for case in (case for case in EVERY if case.is_api and case.sent is not None):
            body = paths[f"/{case.route}"][case.method.lower()]["requestBody"]["content"]["application/json"]["schema"]
            shared = {**self.described["components"]["schemas"], **body.get("$defs", {})}
            for path, kind in texts(body, shared):
                self._send(client, case, path, kind)

    def _all(self, client: Client, case: Case, number: int, names: list[str]) -> None:
        """Into all of a form's fields at once; those it finds fault with are tried one by one, in other shapes."""
        faulty = self._type(client, case, number, names, SHAPES[0]) if names else set()
        rest_of = [name for name in names if name not in faulty]
        if faulty and rest_of and len(rest_of) < len(names):
            faulty |= self._type(client, case, number, rest_of, SHAPES[0])
        for name in names:
            if name in faulty and all(self._type(client, case, number, [name], shape) for shape in SHAPES):
                self.refused.add(_place(case, name))

    def _type(self, client: Client, case: Case, number: int, names: list[str], shape: str) -> set[str]:
        """Type into these fields, and return those at fault: all of them where the page does not say which.

        What stands in the others stays, and where they are empty comes what the case sends.
        """
        rest()
        form = Reader(client.get(case.path(self.ids)).content.decode()).forms[number]
        address, marks = form.action or case.path(self.ids), {name: new_mark() for name in names}
        known = next((one.sent for one in EVERY if one.changes and one.path(self.ids) == address and one.sent), {})
        known = {name: self.ids.get(str(value)[1:-1], value) for name, value in known.items()}
        held = {key: values for key, values in form.held.items() if any(values) or key not in known}
        held |= {f"skill_{name.removeprefix('note_')}": ["2"] for name in names if name.startswith("note_")}
        answer = client.post(address, {**known, **held, **{name: shape.format(mark) for name, mark in marks.items()}})
        if answer.status_code not in DONE or b"error-summary" in answer.content:
            shown = {name for form in Reader(answer.content.decode()).forms for name in form.faulty}
            return (shown & set(names)) or set(names)
        self.taken |= {_place(case, name): mark for name, mark in marks.items()}
        return set()

    def _send(self, client: Client, case: Case, path: tuple[str, ...], kind: Any) -> None:
        place = f"{case.name} {'/'.join(path)}"
        for shape in SHAPES:
            rest()
            mark, sent = new_mark(), json.loads(json.dumps(case.sent))
            put(sent, path, kind(shape.format(mark)))
            once = {"Idempotency-Key": f"{mark} of {case.method}"}
            answer = client.generic(
                case.method, case.path(self.ids), json.dumps(sent), content_type="application/json", headers=once
            )
            if answer.status_code in DONE:
                self.taken[place] = mark
                return
        self.refused.add(place)


def _place(case: Case, name: str) -> str:
    return f"/{case.route} {case.ids.get('step', '')} {name}".replace("  ", " ")


def new_mark() -> str:
    """Twelve letters that stand nowhere else."""
    return "".join(secrets.choice("bcdfghjkmnpqrstvwxz") for _ in range(12))


def put(sent: Any, path: tuple[str, ...], value: Any) -> None:
    """Set what lies at a path of an object."""
    for name in path[:-1]:
        if not isinstance(sent.get(name), dict):
            sent[name] = {}
        sent = sent[name]
    sent[path[-1]] = value


def texts(schema: Any, shared: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The free texts a schema describes: where each lies, and what makes the value there of a text."""
    schema = resolved(schema, shared)
    for choice in schema.get("anyOf", ()):
        yield from texts(choice, shared)
    if schema.get("type") == "string" and not {"enum", "const", "format"} & schema.keys():
        yield (), str
    for name, inner in schema.get("properties", {}).items():
        yield from (((name, *path), kind) for path, kind in texts(inner, shared))
    if schema.get("type") == "array":
        for path, kind in texts(schema["items"], shared):
            yield (), _element(schema["items"], shared, path, kind)


def _element(schema: Any, shared: Any, path: tuple[str, ...], kind: Any) -> Any:
    """What makes a list of one element with a text at a path of it."""

    def made(text: str) -> list[Any]:
        if not path:
            return [kind(text)]
        whole = example(schema, shared)
        put(whole, path, kind(text))
        return [whole]

    return made


def example(schema: Any, shared: Any) -> Any:
    """The least that a schema takes."""
    schema = resolved(schema, shared)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], shared)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        asked = schema.get("required", ())
        return {name: example(schema["properties"][name], shared) for name in asked}
    least = {"string": "a text", "integer": 1, "number": 1.0, "boolean": False, "array": []}
    return least.get(schema.get("type", ""))


def resolved(schema: Any, shared: Any) -> Any:
    """Follow a reference to what is described once for many."""
    while "$ref" in schema:
        schema = shared[schema["$ref"].rpartition("/")[2]]
    return schema


def _pages() -> Iterator[Case]:
    """Every page, the steps of the wizard one by one."""
    for case in EVERY:
        if case.method == "GET" and not case.is_api and case.route.endswith("/"):
            steps = ORDER if "{step}" in case.route else ("",)
            for step in steps:
                yield Case(method="GET", route=case.route, ids={**case.ids, "step": step} if step else case.ids)

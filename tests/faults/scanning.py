"""What a look at an answer tells, without attacking anything: headers, cookies, and what a page is made of.

Each rule is named after the requirement of OWASP ASVS 5.0 it is about, or says what it is where there is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final, override
from urllib.parse import urlsplit

type Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer as a browser gets it. ``is_private``: it was given to somebody who is signed in."""

    status: int
    headers: Mapping[str, str]
    body: str = ""
    cookies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_private: bool = False

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


class Page(HTMLParser):
    """The parts of a page that rules are about."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Attributes]] = []
        self.comments: list[str] = []
        self.forms: list[tuple[Attributes, list[Attributes]]] = []
        self.scripts: list[tuple[Attributes, str]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.append((tag, said))
        if tag == "form":
            self.forms.append((said, []))
        elif tag in {"input", "textarea", "select"} and self.forms:
            self.forms[-1][1].append({"tag": tag, **said})
        elif tag == "script":
            self.scripts.append((said, ""))

    @override
    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.scripts and data.strip():
            said, text = self.scripts.pop()
            self.scripts.append((said, text + data))

    @override
    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def page_of(seen: Seen) -> Page:
    """Read a page; what is no page has no parts."""
    page = Page()
    if seen.kind == "text/html":
        page.feed(seen.body)
    return page


type Rule = Callable[[Seen, Page], Iterator[str]]
RULES: Final[dict[str, Rule]] = {}
_TEXTS: Final = ("text/", "application/json", "application/problem+json", "application/xml")
_LEAKS: Final = re.compile(
    r"Traceback \(most recent|django\.(db|core)\.|psycopg\.|site-packages|/src/assay/|DEBUG = |"
    r"SELECT .+ FROM [a-z]+_[a-z]+|"
    r"BEGIN (RSA |EC )?PRIVATE KEY|pbkdf2_|\$argon2|procrastinate"
)
# What a browser or a manager of passwords needs to know to fill a field rightly, or not at all.
_FILLS: Final[Mapping[str, frozenset[str]]] = {
    "password": frozenset({"current-password", "new-password"}),
    "email": frozenset({"email", "username", "username webauthn", "off"}),
}


def rule(name: str) -> Callable[[Rule], Rule]:
    def keep(found: Rule) -> Rule:
        RULES[name] = found
        return found

    return keep


@rule("V3.4.3 content security policy")
def _policy(seen: Seen, _page: Page) -> Iterator[str]:
    said = seen.headers.get("Content-Security-Policy", "")
    parts = {words[0]: words[1:] for part in said.split(";") if (words := part.split())}
    for name, wanted in (("default-src", "'none'"), ("base-uri", "'none'"), ("object-src", "'none'")):
        if parts.get(name) != [wanted]:
            yield f"{name} is {parts.get(name)}"
    if "'unsafe-inline'" in said or "'unsafe-eval'" in said or " *" in said or "http:" in said:
        yield "the policy allows what anybody could write"


@rule("V3.4.4 nosniff")
def _nosniff(seen: Seen, _page: Page) -> Iterator[str]:
    if seen.headers.get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"


@rule("V3.4.5 referrer policy")
def _referrer(seen: Seen, _page: Page) -> Iterator[str]:
    if seen.headers.get("Referrer-Policy") not in {"strict-origin-when-cross-origin", "same-origin", "no-referrer"}:
        yield f"{seen.headers.get('Referrer-Policy')}"


@rule("V3.4.6 nobody frames us")
def _frames(seen: Seen, _page: Page) -> Iterator[str]:
    if "frame-ancestors 'none'" not in seen.headers.get("Content-Security-Policy", ""):
        yield "may be framed"


@rule("V3.4.8 other windows are kept apart")
def _windows(seen: Seen, _page: Page) -> Iterator[str]:
    if seen.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        yield "no opener policy"
    if seen.headers.get("Cross-Origin-Resource-Policy") != "same-origin":
        yield "no resource policy"


@rule("V3.3.2 V3.3.4 cookies")
def _cookies(seen: Seen, _page: Page) -> Iterator[str]:
    for name, said in seen.cookies.items():
        if not said["httponly"]:
            yield f"scripts can read {name}"
        if said["samesite"] not in {"Lax", "Strict"}:
            yield f"{name} has no SameSite"
        if said["domain"] or said["path"] != "/":
            yield f"{name} is for {said['domain']}{said['path']}"


@rule("V4.1.1 types and charsets")
def _types(seen: Seen, _page: Page) -> Iterator[str]:
    said = seen.headers.get("Content-Type", "")
    if seen.body and not said:
        yield "no type"
    if said.startswith("text/") and "charset=utf-8" not in said.lower():
        yield f"{said} without a charset"
    if said.startswith("application/") and "charset" in said and "utf-8" not in said.lower():
        yield said


@rule("V14.3.2 nothing private in caches")
def _caches(seen: Seen, _page: Page) -> Iterator[str]:
    if seen.is_private and "no-store" not in seen.headers.get("Cache-Control", ""):
        yield seen.headers.get("Cache-Control", "nothing is said")
    if "Set-Cookie" in seen.headers and "public" in seen.headers.get("Cache-Control", ""):
        yield "a cookie in a public answer"


@rule("V3.2.1 files are files")
def _files(seen: Seen, _page: Page) -> Iterator[str]:
    is_shown = seen.kind in {"text/html", "application/json", "application/problem+json", "text/plain", ""}
    if seen.status == 200 and not is_shown and "Content-Disposition" not in seen.headers:
        yield f"{seen.kind} without a disposition"


@rule("V13.4.6 nothing about the inside")
def _inside(seen: Seen, _page: Page) -> Iterator[str]:
    for name in ("X-Powered-By", "X-AspNet-Version", "X-Generator", "Via"):
        if name in seen.headers:
            yield name
    if re.search(r"\d", seen.headers.get("Server", "")):
        yield f"Server: {seen.headers['Server']}"
    if found := _LEAKS.search(seen.body):
        yield found[0][:80]


@rule("V15.2.3 no notes for developers")
def _notes(_seen: Seen, page: Page) -> Iterator[str]:
    yield from (f"a comment: {comment[:60]}" for comment in page.comments)


@rule("V3.2.2 no script in the page")
def _scripts(_seen: Seen, page: Page) -> Iterator[str]:
    for said, text in page.scripts:
        if text and said.get("type") not in {"application/json", "application/ld+json", "importmap"}:
            yield f"written out: {text[:60]}"
    for tag, said in page.tags:
        yield from (f"<{tag} {name}>" for name in said if name.startswith("on") or name == "style")
        if any(said.get(name, "").strip().lower().startswith("javascript:") for name in ("href", "src", "action")):
            yield f"<{tag}> runs script"


@rule("V3.6.1 everything is our own")
def _own(_seen: Seen, page: Page) -> Iterator[str]:
    for tag, said in page.tags:
        address = said.get("src", "") or (
            said.get("href", "") if tag == "link" and said.get("rel") != "canonical" else ""
        )
        if urlsplit(address).netloc not in {"", "testserver"}:
            yield f"<{tag}> loads {address}"


@rule("V3.7.2 links elsewhere")
def _links(_seen: Seen, page: Page) -> Iterator[str]:
    for tag, said in page.tags:
        if tag != "a" or not said.get("href"):
            continue
        parts = urlsplit(said["href"])
        if parts.scheme == "http" and parts.netloc not in {"testserver", "localhost"}:
            yield f"in clear: {said['href']}"
        if said.get("target") == "_blank" and "noopener" not in said.get("rel", ""):
            yield f"opens with a way back: {said['href']}"


@rule("V3.5.1 forms carry their token")
def _tokens(_seen: Seen, page: Page) -> Iterator[str]:
    for form, fields in page.forms:
        names = {one.get("name") for one in fields}
        if form.get("method", "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield f"no token in the form for {form.get('action', 'this page')}"
        if urlsplit(form.get("action", "")).netloc not in {"", "testserver"}:
            yield f"sends to {form['action']}"


@rule("V14.2.1 nothing secret in addresses")
def _addresses(_seen: Seen, page: Page) -> Iterator[str]:
    for form, fields in page.forms:
        if form.get("method", "get").lower() == "get" and any(one.get("type") == "password" for one in fields):
            yield "a password in an address"
        if form.get("method", "get").lower() == "get" and any(
            one.get("name") == "csrfmiddlewaretoken" for one in fields
        ):
            yield "the form's token in an address"
    for _tag, said in page.tags:
        if re.search(r"[?&](session|sessionid|password|csrfmiddlewaretoken)=", said.get("href", "")):
            yield said["href"][:80]


@rule("V6.2.7 fields say what fills them")
def _fills(_seen: Seen, page: Page) -> Iterator[str]:
    for _form, fields in page.forms:
        for one in fields:
            wanted = _FILLS.get(one.get("type", ""))
            if wanted and one.get("autocomplete", "") not in wanted:
                yield f"{one.get('name')}: autocomplete={one.get('autocomplete', '')!r}"
            if one.get("type") == "password" and one.get("value"):
                yield f"{one.get('name')} comes filled"


@rule("V7.4.4 the way out is at hand")
def _way_out(seen: Seen, page: Page) -> Iterator[str]:
    ways = [
        form for form, _ in page.forms if form.get("action") == "/accounts/logout/" and form.get("method") == "post"
    ]
    if seen.is_private and any(tag == "html" for tag, _ in page.tags) and not ways:
        yield "nothing to sign out with"


@rule("a program is refused in the form it reads")
def _refusals(seen: Seen, _page: Page) -> Iterator[str]:
    if seen.status >= 400 and seen.kind == "application/json":
        yield "an error that is no problem document"


def faults(seen: Seen) -> Iterator[str]:
    """Everything that any rule finds, each with the rule's name."""
    page = page_of(seen)
    for name, found in RULES.items():
        yield from (f"{name}: {fault}" for fault in found(seen, page))

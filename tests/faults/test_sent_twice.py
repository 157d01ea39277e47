"""What is sent is decoded once, at the edge; names of files and links are harmless, whatever was typed."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest

from assay.kernel import wire
from assay.modules.ideas.api import IdeaId, list_notes
from assay.modules.reports import pages
from assay.modules.reports.queries.sample import sample_material
from tests.faults.world import world
from tests.validation.make import ANSWERS

ENCODED: Sequence[str] = (
    "%3Cscript%3E", "%253Cscript%253E", "&lt;b&gt;", "&amp;lt;b&amp;gt;", "\\u003cb\\u003e", "%00", "%2e%2e%2f",
    "&#x3c;", "+", "%2B", "=?utf-8?q?=3Cb=3E?=",
)  # fmt: skip
HOSTILE_NAMES: Sequence[str] = (
    'a"; filename="evil.exe', "../../etc/passwd", "..\\..\\boot.ini", "a\r\nSet-Cookie: x=1", "\u202efdp.exe",
    "naïve café 東京", "\U0001f680 עברית שלום", "a;b=c", ".htaccess", "%2e%2e%2f", " ", "'; rm -rf /",
)  # fmt: skip
HOSTILE_LINKS: Sequence[str] = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example/x", "http:javascript:x", 'https://a.example/" onclick="x',
)  # fmt: skip


@pytest.mark.django_db
def test_what_was_encoded_twice_stays_encoded_once() -> None:
    """ASVS V1.1.1: by JSON, by form and by address; and it comes back as it was meant."""
    there = world()
    client, idea = there.cast.as_alice, there.ids["idea_id"]
    for text in ENCODED:
        sent, form = json.dumps({"body": f"json {text}"}), urlencode({"body": f"form {text}"})
        made = client.post(f"/api/v1/ideas/{idea}/notes", sent, content_type="application/json")
        assert 201 == made.status_code
        assert 302 == client.post(f"/app/ideas/{idea}/notes/", form, "application/x-www-form-urlencoded").status_code
        assert 404 == client.get(f"/app/ideas/{quote(quote(idea + text))}/notes/").status_code

    with there.inside() as alice:
        kept = {note.body for note in list_notes(alice, IdeaId(UUID(idea)), limit=100).items}
    page = client.get(f"/app/ideas/{idea}/notes/").content.decode()
    assert {f"{way} {text}" for text in ENCODED for way in ("json", "form")} <= kept
    assert "form %253Cscript%253E" in page
    assert not {"<b>", "form <script>"} & set(re.findall(r"<b>|form <script>", page))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_downloaded_file_has_a_name_of_ours(name: str) -> None:
    """ASVS V5.4.1, V5.4.2: whatever an idea is called, in whatever script, its files are made and safely named."""
    sample = sample_material()
    material = replace(sample, answers=replace(sample.answers, name=name))
    for answer, ending in ((pages._pdf(material), ".pdf"), (pages._json(material), ".json")):
        named = answer["Content-Disposition"].partition('filename="')[2].removesuffix('"')
        assert named.endswith(ending)
        assert set(named) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
        assert ".." not in named
    assert b"%PDF" == pages._pdf(material).content[:4]


@pytest.mark.django_db
def test_only_an_address_of_the_web_is_kept_as_a_link() -> None:
    """ASVS V1.2.2."""
    there = world()
    place = f"/api/v1/ideas/{there.ids['idea_id']}/answers"

    def keep(link: str) -> tuple[int, list[str]]:
        rival = {"name": "Spreadsheet", "kind": "nothing", "link": link}
        sent = json.dumps({**wire.dump(ANSWERS), "offer": {"alternatives": [rival]}})
        answer = there.cast.as_alice.put(place, sent, content_type="application/json")
        faults = answer.json()["errors"] if answer.content else []
        return answer.status_code, [fault["pointer"] for fault in faults]

    for link in HOSTILE_LINKS:
        assert (422, ["/offer/alternatives/0/link"]) == keep(link), link
    for link in ("", "https://rival.example", "http://rival.example:8080/prices?a=b&c=%20#d"):
        assert 204 == keep(link)[0], link

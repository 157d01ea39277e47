"""Requests to the running product whose answers have to be as registered."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import Any, override

from assay.modules.readiness.conf import Place
from assay.modules.readiness.ports import Prover
from assay.modules.readiness.types import Evidence, Expectation, Finding, Outcome

SECONDS = 5
LONGEST_BODY = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Message
    body: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at, not a way to follow."""

    @override
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


def prover(place: Place) -> Prover:
    """Asks for a path: the answer meets every expectation of the evidence."""

    def prove(target: str, evidence: Evidence) -> Finding:
        if place.base_url is None:
            return Finding(outcome=Outcome.STALE, detail="nothing runs to ask: make up, or --url")
        return _judged(target, evidence, place.base_url)

    return prove


def _judged(path: str, evidence: Evidence, base_url: str) -> Finding:
    try:
        answer = _ask(f"{base_url.rstrip('/')}{path}")
    except OSError as error:
        return Finding(outcome=Outcome.FAILS, detail=f"{path}: {error}")
    demands = ((text, Expectation.read(text)) for text in evidence.expect)
    wrong = next((text for text, demand in demands if demand is None or not _is_met(demand, answer)), None)
    if wrong:
        return Finding(outcome=Outcome.FAILS, detail=f"{path} answered {answer.status}, expected {wrong}")
    return Finding(outcome=Outcome.HOLDS, detail=f"{path} answered {answer.status}")


def _ask(url: str) -> Answer:
    if not url.startswith(("http://", "https://")):
        raise OSError(f"{url} is no address of a web server")
    try:
        response = _opener.open(url, timeout=SECONDS)
    except urllib.error.HTTPError as refusal:
        response = refusal  # a refusal is an answer too
    with response:
        body = response.read(LONGEST_BODY).decode("utf-8", errors="replace")
        return Answer(status=response.status, headers=response.headers, body=body)


def _is_met(expectation: Expectation, answer: Answer) -> bool:
    if expectation.part == "status":
        return str(answer.status) == expectation.name
    if expectation.part == "absent":
        return expectation.name not in answer.headers
    if expectation.part == "header":
        values = answer.headers.get_all(expectation.name) or []
        return any(expectation.value.lower() in value.lower() for value in values)
    return expectation.name in answer.body

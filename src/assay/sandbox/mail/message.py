"""One caught mail, read for showing."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

_LINK = re.compile(r"https?://[^\s<>\"'\\]+[^\s<>\"'\\.,;:!?)\]]")
RECIPIENT = "X-Caught-For"  # who the envelope names; the mail's own To may say something else


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    links: tuple[str, ...]


def read(raw: bytes, *, key: str, at: datetime) -> Message:
    """Also of a broken mail: what cannot be decoded is shown with replacement characters."""
    mail: EmailMessage = BytesParser(policy=policy.default).parsebytes(raw)
    text, html = _part(mail, "plain"), _part(mail, "html")
    return Message(
        id=key,
        at=at,
        sender=str(mail.get("From", "")),
        to=tuple(str(value) for value in mail.get_all(RECIPIENT, [])),
        subject=str(mail.get("Subject", "")) or "(no subject)",
        text=text,
        html=html,
        links=tuple(dict.fromkeys(_LINK.findall(text or html.replace("&amp;", "&")))),
    )


def split_links(text: str) -> list[tuple[str, bool]]:
    """The text in pieces; True marks a piece that is a link."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _LINK.finditer(text):
        pieces += [(text[end : found.start()], False), (found[0], True)]
        end = found.end()
    return [*pieces, (text[end:], False)]


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body(preferencelist=(kind,))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, ValueError):  # a character set that does not exist, or text that is not in it
        raw = body.get_payload(decode=True)
        return raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)

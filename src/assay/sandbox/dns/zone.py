"""The records this server knows, in one file, and its answer to a question."""

import json
import threading
from pathlib import Path
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

TTL: Final = 1
_PIECE: Final = 255  # bytes of one string of a TXT record


class Zone:
    """TXT and CNAME records by name. ``is_silent`` and ``rcode`` let a test make the server fail as real ones do."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._lock = folder / "records.json", threading.Lock()
        self._texts: dict[str, list[str]] = {}
        self._aliases: dict[str, str] = {}
        self.is_silent = False
        self.rcode = dns.rcode.NOERROR
        if self._file.exists():
            self._texts = json.loads(self._file.read_text(encoding="utf-8"))

    def set_texts(self, name: str, values: list[str]) -> None:
        """Let a name have these TXT records and no others. Raises ValueError for what is no name."""
        key = _key(name)
        with self._lock:
            self._texts[key] = values
            if not values:
                del self._texts[key]
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._texts), encoding="utf-8")
            fresh.rename(self._file)

    def set_alias(self, name: str, target: str) -> None:
        """Let a name be another name for a second one."""
        self._aliases[_key(name)] = _key(target)

    def records(self) -> dict[str, list[str]]:
        """Every TXT record by name."""
        with self._lock:
            return dict(self._texts)

    def reply(self, wire: bytes, *, most: int | None = None) -> bytes | None:
        """Answer one question; None for what is no question. An answer over ``most`` bytes is cut and says so."""
        try:
            asked = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        if self.is_silent or asked.flags & dns.flags.QR or len(asked.question) != 1:
            return None
        answer = dns.message.make_response(asked, recursion_available=True)
        answer.set_rcode(self.rcode if asked.opcode() == dns.opcode.QUERY else dns.rcode.NOTIMP)
        if answer.rcode() == dns.rcode.NOERROR:
            self._fill(answer, asked)
        if most is None:
            return answer.to_wire(max_size=65_535)
        whole = answer.to_wire(max_size=65_535)
        if len(whole) <= max(512, min(most, asked.payload or 512)):
            return whole
        cut = dns.message.make_response(asked, recursion_available=True)
        cut.flags |= dns.flags.TC
        return cut.to_wire()

    def _fill(self, answer: dns.message.Message, asked: dns.message.Message) -> None:
        name = asked.question[0].name
        with self._lock:
            target = self._aliases.get(_key(str(name)))
            values = self._texts.get(target or _key(str(name)), [])
        if target:
            alias = dns.rrset.from_text(name, TTL, "IN", "CNAME", f"{target}.")
            answer.answer.append(alias)
            name = dns.name.from_text(target)
        if not values and not target:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif values and asked.question[0].rdtype == dns.rdatatype.TXT:
            answer.answer.append(dns.rrset.from_text_list(name, TTL, "IN", "TXT", [_quoted(one) for one in values]))


def _key(name: str) -> str:
    try:
        return dns.name.from_text(name).to_text(omit_final_dot=True).lower()
    except dns.exception.DNSException as error:
        raise ValueError(str(error)) from None


def _quoted(value: str) -> str:
    """A text as a zone file has it, in strings of at most 255 bytes."""
    pieces = [value[at : at + _PIECE] for at in range(0, len(value), _PIECE)] or [""]
    return " ".join('"' + piece.replace("\\", "\\\\").replace('"', '\\"') + '"' for piece in pieces)

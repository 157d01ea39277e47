"""OSV's interface: which records hold for a package in a version (querybatch, page by page), and each record.

OSV alone compares versions: every ecosystem has an order of its own. An answer that is short, cut off or of another
shape makes the whole reading incomplete; nothing is taken for "nothing known".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from assay.kernel import clock, http
from assay.modules.supply.errors import ReadingIncomplete
from assay.modules.supply.providers.shapes import Entry, Results
from assay.modules.supply.types import Answer, Part, Record

BATCH: Final = 100  # OSV takes a thousand; an answer has to stay within what `kernel.http` reads
MOST_PAGES: Final = 50

type Question = tuple[Part, str]  # where to go on reading, empty at the beginning


@dataclass(frozen=True, slots=True)
class Osv:
    """The service at an address, or a mirror of it."""

    address: str

    def ask(self, parts: Sequence[Part]) -> Answer:
        """Ask for every part. Raises ReadingIncomplete."""
        found: dict[Part, list[str]] = {part: [] for part in parts}
        for start in range(0, len(parts), BATCH):
            self._read([(part, "") for part in parts[start : start + BATCH]], found)
        names = sorted({name for each in found.values() for name in each})
        records = {name: self._record(name) for name in names}
        ids = {part: tuple(each) for part, each in found.items()}
        return Answer(ids=ids, records=records | self._ratings(records))

    def _read(self, questions: Sequence[Question], found: Mapping[Part, list[str]]) -> None:
        for _ in range(MOST_PAGES):
            questions = list(self._page(questions, found))
            if not questions:
                return
        raise ReadingIncomplete("the list does not come to an end")

    def _page(self, questions: Sequence[Question], found: Mapping[Part, list[str]]) -> Iterator[Question]:
        """Ask all of them at once; give back those that have more to say, with where to go on."""
        sent = {"queries": [_query(part, token) for part, token in questions]}
        said = self._call("POST", "/v1/querybatch", Results, json=sent)
        if said is None or len(said.results) != len(questions):
            raise ReadingIncomplete("the list answered for another number of packages than it was asked for")
        for (part, _), result in zip(questions, said.results, strict=True):
            found[part].extend(each.id for each in result.vulns)
            if result.next_page_token:
                yield part, result.next_page_token

    def _record(self, name: str) -> Record:
        found = self._find(name)
        if found is None:
            raise ReadingIncomplete(f"the list names {name} and does not have it")
        return found

    def _ratings(self, records: Mapping[str, Record]) -> dict[str, Record]:
        """Look under their other names for what is not rated under its own."""
        bare = [record for record in records.values() if not record.rating and not record.vectors]
        names = {name for record in bare for name in record.same_as} - set(records)
        found = ((name, self._find(name)) for name in sorted(names))
        return {name: record for name, record in found if record is not None}

    def _find(self, name: str) -> Record | None:
        said = self._call("GET", f"/v1/vulns/{quote(name, safe='')}", Entry)
        return said.record(now=clock.now()) if said else None

    def _call[M: BaseModel](self, method: str, path: str, shape: type[M], **sent: Any) -> M | None:
        """Return what it says; None for a 404. Raises ReadingIncomplete."""
        try:
            with http.configured_session(self.address) as session:
                answer = session.request(method, f"{self.address}{path}", **sent)
            if answer.status_code == 404:
                return None
            if answer.status_code != 200:
                raise ReadingIncomplete(f"the list answered {answer.status_code}")
            return shape.model_validate_json(answer.content)
        except (http.Failure, ValidationError) as error:
            raise ReadingIncomplete(f"the list could not be read: {type(error).__name__}") from error


def _query(part: Part, token: str) -> dict[str, Any]:
    query = {"package": {"name": part.name, "ecosystem": part.ecosystem}, "version": part.version}
    return query | {"page_token": token} if token else query

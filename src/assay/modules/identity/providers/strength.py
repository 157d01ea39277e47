"""How hard a password is to guess: zxcvbn, with a person's own words in its dictionary.

Its work grows with the square of the length and doubles with each character that may stand for several letters, so it
sees a part only: a part is never stronger than the whole. It keeps the person's words in a table of the whole process;
the lock keeps one person's words out of another's judgement.
"""

import re
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final

from zxcvbn import zxcvbn

from assay.modules.identity.types import Strength, Weakness

_LOOKED_AT: Final = 32  # characters
_AMBIGUOUS: Final = frozenset("4@8({[</369!1|7+0$5%2")
_MANY, _LOOKED_AT_OF_THOSE = 7, 16
_PRODUCT: Final = ("assay", "founder", "startup")
_WORD: Final = re.compile(r"[^\W_]+")
_SHORTEST_WORD: Final = 3
_one_at_a_time: Final = threading.Lock()
_NAMES: Final = {
    "dictionary": Weakness.WORD,
    "spatial": Weakness.KEYS,
    "repeat": Weakness.REPEAT,
    "sequence": Weakness.SEQUENCE,
    "regex": Weakness.YEAR,
    "date": Weakness.YEAR,
}


def strength(password: str, *, own: Iterable[str] = ()) -> Strength:
    """Judge a password; ``own`` are texts about the person (address, name, workspaces), in whatever form."""
    if not password:
        return Strength(score=0, weakness=Weakness.SHORT)
    words = [*_PRODUCT, *(word for text in own for word in words_of(text))]
    with _one_at_a_time:
        found: Mapping[str, Any] = zxcvbn(_part(password), user_inputs=words)
    matches: list[dict[str, Any]] = found["sequence"]
    weak = [match for match in matches if match["pattern"] != "bruteforce"]
    longest = max(weak, key=lambda match: len(match["token"]), default=None)
    return Strength(score=found["score"], weakness=_weakness(longest) if longest else Weakness.SHORT)


def words_of(text: str) -> list[str]:
    """Return the words in a text and what they make together: "ada.cox@x.org" holds ada, cox, ada.cox and adacox."""
    first = text.strip().lower().partition("@")[0]
    words = [word for word in _WORD.findall(text.lower()) if len(word) >= _SHORTEST_WORD]
    together = (first, "".join(_WORD.findall(first)))
    return list(dict.fromkeys([*words, *(whole for whole in together if whole)]))


def _part(password: str) -> str:
    is_dear = len(_AMBIGUOUS & set(password[:_LOOKED_AT])) >= _MANY
    return password[: _LOOKED_AT_OF_THOSE if is_dear else _LOOKED_AT]


def _weakness(match: dict[str, Any]) -> Weakness:
    kind = _NAMES[match["pattern"]]
    if kind is Weakness.WORD and match["dictionary_name"] == "user_inputs":
        return Weakness.YOURS
    if kind is Weakness.WORD and match["dictionary_name"] == "passwords":
        return Weakness.COMMON
    return kind
